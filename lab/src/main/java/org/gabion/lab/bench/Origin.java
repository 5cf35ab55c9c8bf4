package org.gabion.lab.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gabion.lab.load.OutsideProgram;
import org.gabion.lab.load.PinnedProcess;

/// A real nginx that answers every request with the same 1,024 bytes from memory, and logs nothing.
record Origin(InetSocketAddress address, PinnedProcess process) implements AutoCloseable {
  static final int BODY_BYTES = 1024;

  static Origin start(Path folder, InetSocketAddress address, int core)
      throws IOException, OutsideProgram.Missing {
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        NginxTarget.main(folder)
            + "http {\n"
            + NginxTarget.http(folder)
            + """
              access_log off;
              server {
                listen %s:%d backlog=4096;
                location / {
                  default_type text/plain;
                  return 200 "%s";
                }
              }
            }
            """
                .formatted(
                    address.getAddress().getHostAddress(),
                    address.getPort(),
                    "gabion. ".repeat(BODY_BYTES / 8)));
    return new Origin(address, NginxTarget.start(folder, configuration, core));
  }

  @Override
  public void close() {
    process.close();
  }
}
