# Easement in an image: built with Swift, run without it.
#   docker build -t easement . && docker run --rm -v "$PWD:/graph" easement check graph
FROM swift:6.3-bookworm AS build
# Whatever bookworm has now is wanted, security fixes included.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgraphviz-dev libjemalloc-dev pkg-config make git dpkg-dev python3 \
        libyaml-0-2 libicu72 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# What `easement --version` names, if git cannot tell.
ARG EASEMENT_COMMIT=
ENV EASEMENT_COMMIT=$EASEMENT_COMMIT
RUN make deb

FROM debian:bookworm-slim
COPY --from=build /src/out/easement_*.deb /tmp/easement.deb
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends /tmp/easement.deb fonts-dejavu-core git \
    && rm -rf /var/lib/apt/lists/* /tmp/easement.deb \
    && useradd --create-home --uid 1000 easement
# By number: Kubernetes cannot tell from a name that this is not root.
USER 1000
WORKDIR /graph
ENTRYPOINT ["easement"]
