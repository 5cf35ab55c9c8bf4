package org.gabion.analyze;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    try {
      inputs.read(
          (first, last) -> drafts.stream().anyMatch(draft -> draft.segment().overlaps(first, last)),
          (source, chunk) ->
              features.lend(
                  lent -> {
                    Pass pass = new Pass(chunk.parser(), lent, chunk.firstLine());
                    chunk.lines(pass);
                    return pass;
                  }),
          (file, pass) -> {
            for (Found found : pass.found) {
              try {
                sink.line(found.in(file, inputs.linesBefore(file)));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
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
    private final List<Found> found = new ArrayList<>();
    private long line;

    Pass(LineParser parser, Features facts, long firstLine) {
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
          found.add(
              new Found(i, line, Arrays.copyOfRange(bytes, from, to), client(), clientName()));
        }
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
