from tests.e2e.stage import Stage

def test_x(stage: Stage) -> None:
    stage.publish("Kestrelshire")
    import time
    t=time.monotonic()
    print(stage.poll())
    print(time.monotonic()-t)
    for a in stage.taken(): print(a)
    print(stage.poll(minutes=10))

def test_y(country: Stage) -> None:
    import time
    t=time.monotonic()
    print(country.poll())
    print(time.monotonic()-t)
