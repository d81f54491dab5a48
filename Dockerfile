# The page in a container: no root, weights and runs in a volume. It is open to others, so it wants a login:
# docker run -e QUESNAY_AUTH=anna:PASSWORD -v quesnay:/workspace -p 7860:7860 quesnay
FROM python:3.11-slim-bookworm

RUN useradd --create-home --uid 10001 quesnay \
    && install -d -o quesnay -g quesnay /app /workspace
WORKDIR /app
USER quesnay
ENV PATH=/home/quesnay/.local/bin:$PATH QUESNAY_WORKSPACE=/workspace PIP_NO_CACHE_DIR=1 PYTHONUNBUFFERED=1

COPY --chown=quesnay constraints.txt pyproject.toml README.md ./
COPY --chown=quesnay agent agent
COPY --chown=quesnay evals evals
COPY --chown=quesnay knowledge knowledge
COPY --chown=quesnay tools tools
COPY --chown=quesnay ui ui
# The CPU build of torch: the default one brings several GB of CUDA.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN pip install --user --extra-index-url "$TORCH_INDEX" --constraint constraints.txt .

VOLUME /workspace
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/', timeout=4)"]
CMD ["quesnay", "chat", "--host", "0.0.0.0", "--no-browser"]
