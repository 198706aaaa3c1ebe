# A static program in an empty image. Build: docker build -t lauter .
# Run:  docker run -p 8080:8080 -e LAUTER_URL=http://localhost:8080 -v lauter:/data lauter
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN .ci/build /out/server \
 && mkdir /out/data

FROM scratch
COPY --from=build /out/server /server
COPY --from=build /src/LICENSE /src/THIRD-PARTY.txt /
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV LAUTER_ADDR=0.0.0.0:8080 LAUTER_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/server", "health"]
ENTRYPOINT ["/server"]
