package org.gabion.guard.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.gabion.guard.log.RefusalId;
import org.gabion.guard.metrics.Exposition;
import org.gabion.guard.metrics.Metrics;

/// What the admin port answers to each path, apart from [#RELOAD], which takes its own thread.
final class AdminRoutes {
  static final String RELOAD = "/api/v1/reload";
  private static final String FINDINGS = "/api/v1/findings";
  private static final String WHY = "/api/v1/why/";
  private static final Map<String, String> METHODS =
      Map.of(
          "/",
          "GET, HEAD",
          "/healthz",
          "GET, HEAD",
          "/readyz",
          "GET, HEAD",
          "/metrics",
          "GET, HEAD",
          "/api/v1/status",
          "GET, HEAD",
          FINDINGS,
          "GET, HEAD",
          WHY,
          "GET, HEAD",
          RELOAD,
          "POST");

  private final String version;
  private final Instant started;
  private final StatusSource guard;
  private final Metrics metrics;
  private final Refusals refusals;
  private final InstantSource clock;

  AdminRoutes(
      String version, StatusSource guard, Metrics metrics, Refusals refusals, InstantSource clock) {
    this.version = version;
    this.guard = guard;
    this.metrics = metrics;
    this.refusals = refusals;
    this.clock = clock;
    this.started = clock.instant();
  }

  /// 404 or 405 for what is not served; empty for the rest.
  static Optional<AdminAnswer> refuse(AdminRequest request) {
    String methods = METHODS.get(request.path().startsWith(WHY) ? WHY : request.path());
    if (methods == null) {
      return Optional.of(
          AdminAnswer.error(404, "There is nothing here. GET / lists what there is."));
    }
    boolean allowed = List.of(methods.split(", ")).contains(request.method());
    return allowed
        ? Optional.empty()
        : Optional.of(
            AdminAnswer.error(405, "This path takes " + methods + ".").with("Allow", methods));
  }

  /// The answer to a GET that [#refuse] let pass.
  AdminAnswer get(AdminRequest request) {
    return switch (request.path()) {
      case "/" ->
          AdminAnswer.text(
              200,
              "/healthz\n"
                  + "/readyz\n"
                  + "/metrics\n"
                  + "/api/v1/status\n"
                  + "/api/v1/findings\n"
                  + "/api/v1/why/ID\n"
                  + "POST /api/v1/reload\n");
      case "/healthz" -> AdminAnswer.text(200, "ok\n");
      case "/readyz" -> ready();
      case "/metrics" -> metrics(request.accept());
      case "/api/v1/status" -> AdminAnswer.json(200, status());
      case FINDINGS ->
          guard
              .found()
              .map(found -> AdminAnswer.json(200, FindingsText.of(found)))
              .orElseGet(() -> AdminAnswer.error(404, "guard.detection.enabled is false."));
      default -> why(request.path().substring(WHY.length()), request.accept());
    };
  }

  private AdminAnswer ready() {
    return switch (guard.phase()) {
      case SERVING -> AdminAnswer.text(200, "ready\n");
      case STARTING -> AdminAnswer.text(503, "starting\n");
      case DRAINING -> AdminAnswer.text(503, "draining\n");
      case STOPPED -> AdminAnswer.text(503, "stopped\n");
    };
  }

  private AdminAnswer metrics(String accept) {
    Exposition exposition = Exposition.of(metrics, accept);
    return new AdminAnswer(
        200, exposition.contentType(), exposition.body(), Map.of("Vary", "Accept"));
  }

  private AdminAnswer why(String id, String accept) {
    boolean text = accept.contains("text/plain") && !accept.contains("json");
    OptionalLong number = RefusalId.parse(id);
    Optional<Refusal> refusal =
        number.isPresent() ? refusals.explain(number.getAsLong()) : Optional.empty();
    if (refusal.isEmpty()) {
      String sentence =
          number.isPresent()
              ? "This id says nothing: it was mistyped, is older than "
                  + Refusals.EXPLAINED_FOR.toDays()
                  + " days, or comes from another Gabion."
              : "An id has " + RefusalId.LENGTH + " letters and digits.";
      return text ? AdminAnswer.text(404, sentence + "\n") : AdminAnswer.error(404, sentence);
    }
    Explanation explanation = new Explanation(refusal.get());
    return text
        ? AdminAnswer.text(200, explanation.text())
        : AdminAnswer.json(200, explanation.json());
  }

  private JsonText status() {
    Status status = guard.status();
    JsonText json = new JsonText().open();
    json.field("version", version);
    json.field("started", started.toString());
    json.field("uptimeSeconds", Duration.between(started, clock.instant()).toSeconds());
    json.field("phase", guard.phase().name().toLowerCase(java.util.Locale.ROOT));
    json.field("observeOnly", status.observeOnly());
    json.open("posture")
        .field("now", status.posture().id())
        .field("since", status.since().toString())
        .field("cause", status.cause())
        .close();
    json.open("verdicts");
    metrics.requestsByVerdict().forEach(json::field);
    json.close();
    json.field("connections", metrics.openConnections());
    json.field("listeners", status.listeners());
    json.openArray("origins");
    status.origins().forEach(origin -> origin(json, origin));
    json.closeArray();
    json.openArray("copies");
    status.copies().forEach(copy -> copy(json, copy));
    json.closeArray();
    status.configFile().ifPresent(path -> json.field("configFile", path.toString()));
    status
        .lastReload()
        .ifPresent(
            reload -> {
              json.open("lastReload").field("at", reload.at().toString());
              outcome(json, reload.outcome());
              json.close();
            });
    return json.close();
  }

  private void origin(JsonText json, Status.Origin origin) {
    List<Long> connections = metrics.originConnections(origin.number());
    json.open().field("site", origin.site()).field("origin", origin.origin());
    json.field("up", origin.up())
        .field("cause", origin.cause())
        .field("observeOnly", origin.observeOnly());
    json.field("limit", origin.limit())
        .field("inFlight", origin.inFlight())
        .field("queued", origin.queued());
    json.field("idleConnections", connections.get(0))
        .field("activeConnections", connections.get(1));
    json.close();
  }

  private static void copy(JsonText json, Status.Copy copy) {
    json.open().field("site", copy.site()).field("serving", copy.serving());
    copy.edition()
        .ifPresent(
            edition ->
                json.field("edition", edition.sequence())
                    .field("published", edition.published().toString()));
    json.close();
  }

  /// What the reload brought, as answer.
  static AdminAnswer reloaded(Reloader.Outcome outcome) {
    JsonText json = new JsonText().open();
    outcome(json, outcome);
    json.close();
    return switch (outcome) {
      case Reloader.Outcome.Applied _ -> AdminAnswer.json(200, json);
      case Reloader.Outcome.Refused _ -> AdminAnswer.json(422, json);
    };
  }

  private static void outcome(JsonText json, Reloader.Outcome outcome) {
    switch (outcome) {
      case Reloader.Outcome.Applied applied ->
          json.field("applied", true)
              .field("revision", applied.revision())
              .field("changed", applied.changed())
              .field("needRestart", applied.needRestart());
      case Reloader.Outcome.Refused refused ->
          json.field("applied", false).field("problems", refused.problems());
    }
  }
}
