package org.gabion.lab.storm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the guard holds after a forced collection: live bytes of its heap and native memory that
/// its Java code allocated (direct buffers and the like; needs native memory tracking), and what
/// the kernel counts as resident.
///
/// @param heap bytes that are reachable, by `jcmd GC.class_histogram`, which collects first
/// @param direct bytes, by `jcmd VM.native_memory`, category Other
/// @param resident bytes, by /proc; 0 where there is none
public record GuardMemory(long heap, long direct, long resident) {
  /// The option that the guard's JVM must be started with.
  public static final String JVM_OPTION = "-XX:NativeMemoryTracking=summary";

  static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  static final Pattern OTHER = Pattern.compile("-\\s+Other \\(reserved=\\d+KB, committed=(\\d+)KB");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

  /// Collects and measures.
  public static GuardMemory of(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    long heap = number(TOTAL, jcmd(pid, "GC.class_histogram"), 1);
    long direct = number(OTHER, jcmd(pid, "VM.native_memory", "summary"), 1024);
    Path status = Path.of("/proc/" + pid + "/status");
    long resident = Files.exists(status) ? number(RESIDENT, Files.readString(status), 1024) : 0;
    return new GuardMemory(heap, direct, resident);
  }

  public long held() {
    return heap + direct;
  }

  public String inWords() {
    return String.format(
        Locale.ROOT,
        "live heap %.1f MB + direct %.1f MB = %.1f MB (resident %.0f MB)",
        heap / 1e6,
        direct / 1e6,
        held() / 1e6,
        resident / 1e6);
  }

  static long number(Pattern pattern, String text, long unit) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("not found: " + pattern + " in what jcmd or the kernel said");
    }
    return Long.parseLong(matcher.group(1)) * unit;
  }

  private static String jcmd(long pid, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + text);
    }
    return text;
  }
}
