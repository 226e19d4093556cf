# One image for every part: `run` with a store on the volume, or what docker-compose.yml makes of it.
FROM ghcr.io/astral-sh/uv:0.13.9 AS uv

FROM python:3.11.14-slim-bookworm AS build
COPY --from=uv /uv /usr/local/bin/uv
WORKDIR /src
COPY requirements-image.lock requirements-dev.lock ./
RUN uv venv /venv && uv pip sync --python /venv --require-hashes --compile-bytecode requirements-image.lock
COPY pyproject.toml README.md LICENSE ./
COPY monitor ./monitor
COPY workers ./workers
RUN uv build --wheel --build-constraints requirements-dev.lock --require-hashes --out-dir /wheels . \
    && uv pip install --python /venv --no-deps --compile-bytecode /wheels/*.whl

FROM python:3.11.14-slim-bookworm
RUN useradd --create-home --uid 10001 monitor && install -d -o monitor /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 SEND_MONITOR_STORE__URL=sqlite:////data/monitor.sqlite3
USER monitor
WORKDIR /home/monitor
VOLUME /data
ENTRYPOINT ["send-monitor", "--config", "/config"]
CMD ["run"]
