# The monitor as one process: `run`, with its store on a volume. Locked with hashes, run as a plain user.
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY monitor ./monitor
COPY workers ./workers
RUN pip wheel --no-cache-dir --no-deps -w /wheels . \
    && /venv/bin/pip install --no-cache-dir --no-deps /wheels/*.whl \
    && /venv/bin/python -m compileall -q /venv/lib

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 monitor && install -d -o monitor /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 SEND_MONITOR_STORE__URL=sqlite:////data/monitor.sqlite3
USER monitor
WORKDIR /home/monitor
VOLUME /data
ENTRYPOINT ["send-monitor", "--config", "/config"]
CMD ["run"]
