package org.gabion.guard.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/// What the virtual machine and the operating system tell about this process. Stateless.
final class ProcessReading {
  private ProcessReading() {}

  static void into(Reading reading) {
    memory(reading, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
    memory(reading, "nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      reading.to(Metric.GC_RUNS).add(Math.max(0, gc.getCollectionCount()), gc.getName());
      reading.to(Metric.GC_SECONDS).add(Math.max(0, gc.getCollectionTime()) / 1e3, gc.getName());
    }
    reading.to(Metric.THREADS).add(ManagementFactory.getThreadMXBean().getThreadCount());
    reading.to(Metric.START).add(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      reading.to(Metric.CPU).add(unix.getProcessCpuTime() / 1e9);
      reading.to(Metric.FILES).add(unix.getOpenFileDescriptorCount());
      reading.to(Metric.FILES_MAX).add(unix.getMaxFileDescriptorCount());
    }
  }

  private static void memory(Reading reading, String area, MemoryUsage usage) {
    reading.to(Metric.HEAP).add(usage.getUsed(), area);
    if (usage.getMax() >= 0) {
      reading.to(Metric.HEAP_MAX).add(usage.getMax(), area);
    }
  }
}
