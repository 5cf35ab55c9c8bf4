package org.gabion.lab.site;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// What a tethered site's process and its starter tell each other, line by line. Out: the port,
/// then the figures five times a second. In: wards, processes that the site ends when its standard
/// input ends, so that they do not outlive a starter that was killed.
public final class SitePipe {
  private static final String READY = "site-ready ";
  private static final String WARD = "ward ";
  private static final long REPORT_MILLIS = 200;

  private SitePipe() {}

  /// The port that a line of the site's output tells, if it is that line.
  public static OptionalInt portIn(String line) {
    return line.startsWith(READY)
        ? OptionalInt.of(Integer.parseInt(line.substring(READY.length())))
        : OptionalInt.empty();
  }

  /// The line that makes a tethered site end another process when its own starter is gone.
  public static String wardLine(long pid) {
    return WARD + pid;
  }

  /// Serves the pipe until standard input ends, then ends the wards.
  static void tether(SampleSite site, InputStream in, PrintWriter out) throws IOException {
    out.println(READY + site.port());
    out.flush();
    Thread.ofPlatform().name("site-figures").daemon().start(() -> report(site, out));
    // A handle remembers when its process started: a number used again by another process is not
    // hit.
    wards(in).forEach(ProcessHandle::destroyForcibly);
  }

  private static void report(SampleSite site, PrintWriter out) {
    try {
      while (!out.checkError()) { // flushes too
        out.println(site.figures().toLine());
        Thread.sleep(REPORT_MILLIS);
      }
    } catch (InterruptedException e) {
      // A daemon that is told to stop has no more to say.
    }
  }

  private static List<ProcessHandle> wards(InputStream in) throws IOException {
    List<ProcessHandle> wards = new ArrayList<>();
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(WARD)) {
        ProcessHandle.of(Long.parseLong(line.substring(WARD.length()))).ifPresent(wards::add);
      }
    }
    return wards;
  }
}
