"""HTTP: the `api` app holds data and needs a key, the `site` app is open and holds none."""
