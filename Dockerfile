# Easement in an image: built with Swift, run without it.
#   docker build -t easement . && docker run --rm -v "$PWD:/graph" easement check graph
FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgraphviz-dev pkg-config make git dpkg-dev python3 libyaml-0-2 libicu72 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# What `easement --version` names, if git cannot tell.
ARG EASEMENT_COMMIT=
ENV EASEMENT_COMMIT=$EASEMENT_COMMIT
RUN make deb

FROM debian:bookworm-slim
COPY --from=build /src/out/easement_*.deb /tmp/easement.deb
RUN apt-get update \
    && apt-get install -y --no-install-recommends /tmp/easement.deb fonts-dejavu-core git \
    && rm -rf /var/lib/apt/lists/* /tmp/easement.deb \
    && useradd --create-home easement
USER easement
WORKDIR /graph
ENTRYPOINT ["easement"]
