# One image for every role: ROLE=web|digest|nlp|scoring|report|history, or none of them for all in one process.
#
#   docker build -t wellintake:0.1.0 .
#   docker run -p 8080:8080 -v wellintake:/data wellintake:0.1.0
#
# Kubernetes and Container Apps probe /health/live and /health/ready themselves, so there is no HEALTHCHECK.
ARG DOTNET_VERSION=10.0

FROM mcr.microsoft.com/dotnet/sdk:${DOTNET_VERSION} AS build
WORKDIR /source
# Each processor gets an image compiled for it. READY_TO_RUN=false builds portable code, for a registry that has no
# compiler package for the processor.
ARG READY_TO_RUN=true
ENV CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Packages change seldom: what decides them comes first, so that the layer with all of them is kept.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY WellIntake.Modules/WellIntake.Modules.csproj WellIntake.Modules/packages.lock.json WellIntake.Modules/
COPY WellIntake.Host/WellIntake.Host.csproj WellIntake.Host/packages.lock.json WellIntake.Host/
# Not --runtime: for a restore it stands in place of all identifiers that the lock files know.
RUN case "$(uname -m)" in x86_64) echo linux-x64 ;; aarch64) echo linux-arm64 ;; *) echo "no image for $(uname -m)" >&2; exit 1 ;; esac > /rid \
 && dotnet restore WellIntake.Host --locked-mode -p:RuntimeIdentifier="$(cat /rid)" -p:PublishReadyToRun=$READY_TO_RUN

COPY .editorconfig BannedSymbols.txt appsettings.json ./
COPY samples/ samples/
COPY WellIntake.Modules/ WellIntake.Modules/
COPY WellIntake.Host/ WellIntake.Host/
# Precompiled, the packages' assemblies too; the framework in the base image is already. See docs/adr/0010-precompiled.md.
RUN dotnet publish WellIntake.Host --no-restore --configuration Release --runtime "$(cat /rid)" --output /app \
      -p:PublishReadyToRun=$READY_TO_RUN -p:UseAppHost=false \
 && mkdir /empty-data

FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET_VERSION}
WORKDIR /app
COPY --from=build /app ./
# Owned by the user that runs, so that a new volume mounted here is too.
COPY --from=build --chown=$APP_UID:$APP_UID /empty-data /data
ENV WELLINTAKE_DATA=/data \
    ASPNETCORE_HTTP_PORTS=8080 \
    DOTNET_gcServer=0
VOLUME /data
EXPOSE 8080
USER $APP_UID
ENTRYPOINT ["dotnet", "WellIntake.Host.dll"]
