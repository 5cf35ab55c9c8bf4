package org.gabion.analyze;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gabion.analyze.evidence.MatchedLine;
import org.gabion.analyze.evidence.MatchedLines;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.LineSink;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Features;

/// Reads the lines that incidents are made of, once more.
final class IncidentLines implements MatchedLines {
  /// What is copied before it is handed on.
  private static final int MOST_BYTES = 4 << 20;

  private static final int OVERHEAD = 200;

  private final Inputs inputs;
  private final IdleFeatures features;
  private final List<Draft> drafts;
  private final Assets assets;

  IncidentLines(Inputs inputs, IdleFeatures features, List<Draft> drafts, Assets assets) {
    this.inputs = inputs;
    this.features = features;
    this.drafts = drafts;
    this.assets = assets;
  }

  @Override
  public void read(Sink sink) throws IOException {
    inputs.<List<Found>>readInParts(
        (first, last) -> drafts.stream().anyMatch(draft -> draft.segment().overlaps(first, last)),
        (source, chunk, parts) ->
            features.lend(
                lent -> {
                  Pass pass = new Pass(chunk.parser(), lent, chunk.firstLine(), parts);
                  chunk.linesInTime(pass);
                  return pass.found;
                }),
        (file, lines) -> {
          for (Found found : lines) {
            sink.line(found.in(file, inputs.linesBefore(file)));
          }
        });
  }

  private record Found(
      int incident,
      long line,
      byte[] bytes,
      Optional<ClientKey> client,
      Optional<String> clientName) {
    MatchedLine in(int file, long linesBefore) {
      return new MatchedLine(incident, file, line - linesBefore, line, bytes, client, clientName);
    }
  }

  /// The matched lines of one chunk. One thread.
  private final class Pass implements LineSink {
    private final LineParser parser;
    private final LogRecord record = new LogRecord();
    private final Features facts;
    private final Inputs.Parts<List<Found>> parts;
    private List<Found> found = new ArrayList<>();
    private long bytesFound;
    private long line;

    Pass(LineParser parser, Features facts, long firstLine, Inputs.Parts<List<Found>> parts) {
      this.parts = parts;
      this.parser = parser;
      this.facts = facts;
      this.line = firstLine;
    }

    @Override
    public void line(byte[] bytes, int from, int to) {
      line++;
      if (parser.parse(bytes, from, to, record) != LineOutcome.PARSED) {
        return;
      }
      RecordFeatures.fill(facts, record);
      for (int i = 0; i < drafts.size(); i++) {
        Draft draft = drafts.get(i);
        if (draft.segment().holds(facts.startMicros)
            && PassTwo.matches(draft.signatures(), facts, assets)) {
          bytesFound += to - from + OVERHEAD;
          found.add(
              new Found(i, line, Arrays.copyOfRange(bytes, from, to), client(), clientName()));
        }
      }
      if (bytesFound > MOST_BYTES) {
        parts.add(found);
        found = new ArrayList<>();
        bytesFound = 0;
      }
    }

    private Optional<ClientKey> client() {
      return record.clientKnown
          ? Optional.of(new ClientKey(record.clientHigh, record.clientLow))
          : Optional.empty();
    }

    private Optional<String> clientName() {
      return record.clientName.present
          ? Optional.of(ValueText.utf8(record.clientName))
          : Optional.empty();
    }

    @Override
    public void tooLong(byte[] bytes, int from, int to) {
      line++;
    }
  }
}
