package org.gabion.lab.load;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A program that the lab uses and does not bring along, and the Debian package that has it.
public enum OutsideProgram {
  WRK("wrk", "wrk"),
  H2LOAD("h2load", "nghttp2-client"),
  NGHTTP("nghttp", "nghttp2-client"),
  SLOWHTTPTEST("slowhttptest", "slowhttptest"),
  CURL("curl", "curl"),
  NGINX("nginx", "nginx"),
  HAPROXY("haproxy", "haproxy"),
  GOACCESS("goaccess", "goaccess"),
  TASKSET("taskset", "util-linux"),
  PERF("perf", "linux-perf"),
  CHROMIUM("chromium", "chromium"),
  NODE("node", "nodejs"),
  NPM("npm", "npm"),
  SSHD("sshd", "openssh-server"),
  SSH_KEYGEN("ssh-keygen", "openssh-client");

  // Debian keeps servers out of an ordinary user's PATH.
  private static final List<String> ALSO = List.of("/usr/sbin", "/usr/local/sbin", "/sbin");

  private final String command;
  private final String debianPackage;

  OutsideProgram(String command, String debianPackage) {
    this.command = command;
    this.debianPackage = debianPackage;
  }

  public String command() {
    return command;
  }

  /// Where the program is, if this machine has it.
  public Optional<Path> locate() {
    List<String> folders = new ArrayList<>();
    String path = System.getenv("PATH");
    if (path != null) {
      folders.addAll(List.of(path.split(File.pathSeparator, -1)));
    }
    folders.addAll(ALSO);
    return folders.stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, command))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Where the program is.
  ///
  /// @throws Missing with one line that says how to get it
  public Path require() throws Missing {
    return locate().orElseThrow(() -> new Missing(this));
  }

  /// One line that says how to get it.
  public String howToGet() {
    return "%s is not on this machine; on Debian or Ubuntu: sudo apt-get install -y %s"
        .formatted(command, debianPackage);
  }

  /// This machine lacks a program.
  public static final class Missing extends Exception {
    private static final long serialVersionUID = 1;

    private Missing(OutsideProgram program) {
      super(program.howToGet());
    }
  }
}
