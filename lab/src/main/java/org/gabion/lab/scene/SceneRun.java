package org.gabion.lab.scene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gabion.analyze.Analyzer;
import org.gabion.analyze.format.CombinedFormat;
import org.gabion.analyze.format.LogFormat;
import org.gabion.analyze.input.ChunkedInputs;
import org.gabion.analyze.input.InputFile;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.Sources;
import org.gabion.analyze.report.Analysis;
import org.gabion.core.request.KeyedHash;

/// One scene made, analysed and scored.
///
/// @param millis how long the analysis took
record SceneRun(
    Family family,
    SiteSize size,
    int seed,
    int lines,
    long millis,
    Score score,
    Analysis analysis,
    Truth truth) {
  static SceneRun run(Family family, SiteSize size, int seed, boolean pagesOnly) {
    LabelledLog log = Scene.of(family, size, seed, pagesOnly);
    long start = System.nanoTime();
    Analysis analysis = analyze(log.bytes(), seed);
    long millis = (System.nanoTime() - start) / 1_000_000;
    return new SceneRun(
        family, size, seed, log.lines(), millis, Score.of(log, analysis), analysis, log.truth());
  }

  /// Analyses a log in the combined format under a secret that this seed makes.
  static Analysis analyze(byte[] log, long seed) {
    try {
      Path file = Files.createTempFile("scene-", ".log");
      try {
        return analyze(Files.write(file, log), Optional.of(new CombinedFormat()), seed);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a temporary file", e);
    }
  }

  /// Analyses one file.
  ///
  /// @param format how it is to be read; found out if empty
  static Analysis analyze(Path file, Optional<LogFormat> format, long seed) throws IOException {
    KeyedHash hash = new KeyedHash(0x67616269_6f6eL, seed);
    try (InputFile input = InputFile.open(file);
        Inputs inputs =
            new ChunkedInputs(Sources.of(List.of(input), format), 1, Inputs.Progress.NONE)) {
      return new Analyzer(hash, 1, true).analyze(inputs);
    }
  }
}
