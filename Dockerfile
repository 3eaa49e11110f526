# Namecard on the official Functions image, with Tesseract: for Kubernetes (docs/kubernetes.md) and compose.yaml.

FROM mcr.microsoft.com/azure-functions/python:4-python3.12 AS packages
WORKDIR /build
COPY requirements.txt constraints.txt ./
RUN pip install --no-cache-dir --target /packages -r requirements.txt

FROM mcr.microsoft.com/azure-functions/python:4-python3.12
# The recogniser itself comes with tesserocr; Debian has its language data.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tesseract-ocr-eng tesseract-ocr-kor \
    && rm -rf /var/lib/apt/lists/*

ENV AzureWebJobsScriptRoot=/home/site/wwwroot \
    AzureFunctionsJobHost__Logging__Console__IsEnabled=true \
    # A port that needs no privilege.
    ASPNETCORE_URLS=http://+:8080 \
    # The root file system is read-only: nothing may want to write beside the code, and only /tmp is home.
    DOTNET_EnableDiagnostics=0 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp

COPY --from=packages /packages /home/site/wwwroot/.python_packages/lib/site-packages
COPY host.json function_app.py /home/site/wwwroot/
COPY shared /home/site/wwwroot/shared
COPY --chmod=755 deploy/namecard /usr/local/bin/namecard
WORKDIR /home/site/wwwroot

USER 10001:10001
EXPOSE 8080
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health/live')"]
