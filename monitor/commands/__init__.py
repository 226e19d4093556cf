"""What each command of the command line does; `monitor.cli` finds them by name."""
