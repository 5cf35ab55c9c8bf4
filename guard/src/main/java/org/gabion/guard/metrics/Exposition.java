package org.gabion.guard.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/// The metrics as text: Prometheus' format, or OpenMetrics for a client that asks for it.
///
/// @param contentType for the answer's Content-Type
public record Exposition(String contentType, byte[] body) {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  /// Reads all numbers now.
  ///
  /// @param accept the value of the Accept field; may be empty
  public static Exposition of(Metrics metrics, String accept) {
    boolean open = accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS);
    ExpositionFormatWriter writer =
        open ? OpenMetricsTextFormatWriter.create() : PrometheusTextFormatWriter.create();
    ByteArrayOutputStream body = new ByteArrayOutputStream(16 * 1024);
    try {
      writer.write(body, new Reading(metrics).snapshots(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return new Exposition(writer.getContentType(), body.toByteArray());
  }
}
