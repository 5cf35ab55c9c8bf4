package org.gabion.lab.matrix;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gabion.lab.demo.JsonText;

/// What the matrix found.
///
/// @param peakRssKb the most resident memory that the guard had
/// @param peakHeapMb the most heap that a collection of the guard found in use
record MatrixReport(List<Row> rows, long peakRssKb, long peakHeapMb) {
  /// @param bytes of the body that went down or up
  /// @param differences empty: the guard is not to be told from going directly
  record Row(
      String name,
      String protocol,
      int status,
      long bytes,
      double directSeconds,
      double guardSeconds,
      List<String> differences) {
    String line() {
      StringBuilder line = new StringBuilder();
      line.append(
          String.format(
              Locale.ROOT,
              "%-12s %-38s %3d %11d B  %6.2f s %6.2f s  %s",
              protocol,
              name,
              status,
              bytes,
              directSeconds,
              guardSeconds,
              differences.isEmpty() ? "same" : "DIFFERENT"));
      differences.forEach(difference -> line.append("\n      ").append(difference));
      return line.toString();
    }
  }

  static String title() {
    return String.format(
        Locale.ROOT,
        "%-12s %-38s %3s %13s  %8s %8s  %s",
        "protocol",
        "case",
        "got",
        "body",
        "direct",
        "guard",
        "byte for byte");
  }

  long different() {
    return rows.stream().filter(row -> !row.differences().isEmpty()).count();
  }

  String summary() {
    return String.format(
        Locale.ROOT,
        "%d cases, %d different; the guard's heap %d MB (%d MB in use at most), its resident memory"
            + " %d MB at most",
        rows.size(),
        different(),
        MatrixRig.HEAP_MB,
        peakHeapMb,
        peakRssKb / 1024);
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("cases", rows.stream().map(MatrixReport::map).toList());
    all.put("different", different());
    all.put("heapMb", MatrixRig.HEAP_MB);
    all.put("peakHeapMb", peakHeapMb);
    all.put("peakRssMb", peakRssKb / 1024);
    return JsonText.of(all);
  }

  private static Map<String, Object> map(Row row) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("protocol", row.protocol());
    map.put("name", row.name());
    map.put("status", row.status());
    map.put("bytes", row.bytes());
    map.put("directSeconds", row.directSeconds());
    map.put("guardSeconds", row.guardSeconds());
    map.put("same", row.differences().isEmpty());
    map.put("differences", row.differences());
    return map;
  }
}
