package org.gabion.lab.realsite;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.gabion.lab.load.OutsideProgram;

/// A site made by a real generator goes to real servers by `gabion mirror publish`, is read from
/// each of them in a real browser, and comes back from each byte for byte. One thread.
final class RealSiteRun {
  static final List<String> TARGETS = List.of("directory", "sftp", "webdav", "s3");

  private static final int CHANGED = 10;
  private static final Duration INSTALL = Duration.ofMinutes(5);
  private static final Duration BUILD = Duration.ofMinutes(15);

  /// What is wanted.
  ///
  /// @param sample articles that are read in the browser from each target
  /// @param checkout of Gabion: has the launcher that fetches S3Proxy
  record Plan(int pages, int sample, long seed, List<String> targets, Path checkout) {}

  private final Plan plan;
  private final Path folder;
  private final EleventyProject project;
  private final Mirror mirror;
  private final Figures figures;
  private final Findings findings = new Findings();

  RealSiteRun(Plan plan, Path folder, PrintWriter out) {
    this.plan = plan;
    this.folder = folder;
    this.project = new EleventyProject(folder.resolve("project"), plan.pages(), plan.seed());
    this.mirror = new Mirror(folder);
    this.figures = new Figures(out);
  }

  Findings findings() {
    return findings;
  }

  Figures figures() {
    return figures;
  }

  /// Does all of it. Whatever it started has ended when it returns.
  void run() throws IOException, InterruptedException, OutsideProgram.Missing {
    try (Headless browser = Headless.start(folder)) {
      make(browser);
      String id = mirror.init();
      figures.add("edition 1: seconds", mirror.publish(project.built()).seconds());
      figures.add("nothing changed: seconds", mirror.publish(project.built()).seconds());
      List<Place> places = new ArrayList<>();
      try {
        for (String target : plan.targets()) {
          places.add(place(target));
        }
        send(places);
        try (Serving.Server site = Serving.nginx(folder.resolve("site"), siteBlock());
            Getter getter = new Getter(site.port())) {
          Readings readings = new Readings(browser, site, sample());
          readings.readSite(findings);
          PairWalk walk = new PairWalk(getter);
          for (Place place : places) {
            read(place, readings, walk);
            answer(place, readings, id);
            restore(place, readings, id);
          }
        }
      } finally {
        places.forEach(Place::close);
      }
    }
  }

  /// Installs the generator and makes the site.
  private void make(Headless browser)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Map<Integer, byte[]> webps = new LinkedHashMap<>();
    for (int number : EleventyProject.webps()) {
      String base64 = browser.value(Pictures.webpScript(number)).asString();
      webps.put(number, Base64.getDecoder().decode(base64));
    }
    project.write(webps);
    Ran installed =
        Ran.run(
                List.of(
                    OutsideProgram.NPM.require().toString(),
                    "install",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "--save-exact",
                    EleventyProject.MODULE + "@" + EleventyProject.VERSION),
                folder.resolve("project"),
                Map.of(),
                INSTALL)
            .wellEnded("npm install");
    figures.add("generator installed: seconds", installed.seconds());
    figures.add("site made: seconds", build().seconds());
    long pages = 0;
    long bytes = 0;
    for (String file : Trees.files(project.built())) {
      pages += file.endsWith(".html") ? 1 : 0;
      bytes += Files.size(project.built().resolve(file));
    }
    figures.add("pages", pages);
    figures.add("files", Trees.files(project.built()).size());
    figures.add("bytes", bytes);
    findings.compare("the site itself", "pages", (long) plan.pages(), pages);
  }

  private Ran build() throws IOException, InterruptedException, OutsideProgram.Missing {
    return Ran.run(
            List.of(
                OutsideProgram.NODE.require().toString(),
                "node_modules/@11ty/eleventy/cmd.cjs",
                "--quiet"),
            folder.resolve("project"),
            Map.of(),
            BUILD)
        .wellEnded("the generator");
  }

  private Place place(String target)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Path own = Files.createDirectories(folder.resolve(target));
    return switch (target) {
      case "directory" -> Place.directory(own);
      case "sftp" -> Place.sftp(own, mirror);
      case "webdav" -> Place.webDav(own, mirror);
      case "s3" -> Place.s3(own, plan.checkout(), mirror);
      default -> throw new IllegalArgumentException(target);
    };
  }

  /// Sends the first edition, the same again, and a second one in which a few pages are changed.
  private void send(List<Place> places)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    for (Place place : places) {
      Ran first = mirror.publish(project.built(), place.target());
      figures.add(place.name() + ": first time, seconds", first.seconds());
      Ran again = mirror.publish(project.built(), place.target());
      figures.add(place.name() + ": nothing changed, seconds", again.seconds());
    }
    project.change(CHANGED);
    figures.add("site made again: seconds", build().seconds());
    figures.add("edition 2: seconds", mirror.publish(project.built()).seconds());
    for (Place place : places) {
      Ran changed = mirror.publish(project.built(), place.target());
      figures.add(place.name() + ": " + CHANGED + " pages changed, seconds", changed.seconds());
    }
  }

  /// The site as its own host serves it.
  private String siteBlock() {
    StringBuilder block = new StringBuilder();
    block.append("    root ").append(project.built()).append(";\n");
    block.append("    absolute_redirect off;\n    error_page 404 /404.html;\n");
    project
        .redirects()
        .forEach(
            (from, to) ->
                block
                    .append("    location = ")
                    .append(from)
                    .append(" { return 301 ")
                    .append(to)
                    .append("; }\n"));
    return block.toString();
  }

  private List<String> sample() {
    List<String> sample =
        new ArrayList<>(
            List.of(
                "/", "/archive/", "/%C3%BCber%20uns/", "/moved/", Readings.MISSING, "/404.html"));
    if (project.articles() > EleventyProject.LISTED) {
      sample.add("/archive/2/");
    }
    sample.add("/sections/" + EleventyProject.SECTIONS.getFirst() + "/");
    sample.add("/sections/" + EleventyProject.SECTIONS.getLast());
    sample.addAll(project.redirects().keySet());
    sample.addAll(project.refreshes().keySet());
    Random random = new Random(plan.seed());
    for (int i = 0; i < plan.sample(); i++) {
      sample.add(EleventyProject.article(1 + random.nextInt(project.articles())));
    }
    sample.add(EleventyProject.article(1).replaceFirst("/$", ""));
    return sample.stream().distinct().toList();
  }

  /// Reads the pages that lie at a target as files, with nothing but its web server.
  private void read(Place place, Readings readings, PairWalk walk)
      throws IOException, InterruptedException {
    String named = place.name() + ", readable pages";
    try (Getter copy = new Getter(place.reading().port())) {
      PairWalk.Walked walked = walk.walk(copy, place.root() + "r/index.html", findings, named);
      figures.add(place.name() + ": pages compared", walked.pages());
      if (walked.pages() < project.articles()) {
        findings.add(named, "only " + walked.pages() + " pages can be reached by links");
      }
      Map<String, String> addresses = new HashMap<>(walked.addresses());
      String missing = place.hasNotFoundPage() ? "r" + Readings.MISSING : "r/404.html";
      addresses.put(Readings.MISSING, place.root() + missing);
      int read =
          readings.readPages(
              address -> Optional.ofNullable(addresses.get(address)).map(place.reading()::address),
              findings,
              named);
      figures.add(place.name() + ": readable pages in the browser", read);
    }
  }

  /// Reads what `gabion mirror serve` answers with, from the copy or from what a node fetched of
  /// it.
  private void answer(Place place, Readings readings, String id)
      throws IOException, InterruptedException {
    Path copy = place.copy();
    if (!place.hasNotFoundPage()) {
      copy = folder.resolve(place.name()).resolve("node");
      URI from = place.reading().address(place.root());
      mirror.run(
          "join",
          id + "@" + from,
          "--store",
          copy.toString(),
          "--own",
          "http://127.0.0.9/",
          "--lab",
          "--once");
    }
    try (Serving.Server server = mirror.serve(copy)) {
      int read = readings.readAddresses(server, findings, place.name() + ", served");
      figures.add(place.name() + ": served addresses in the browser", read);
    }
  }

  /// Brings the site back from a target, and reads what came back.
  private void restore(Place place, Readings readings, String id)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Path back = folder.resolve(place.name()).resolve("back");
    URI from = place.reading().address(place.root());
    Ran restored =
        mirror.run("restore", "--from", from.toString(), "--to", back.toString(), "--site", id);
    figures.add(place.name() + ": restored, seconds", restored.seconds());
    Trees.compare(project.built(), back, findings, place.name() + ", restored");
    Path snippet = back.resolveSibling(back.getFileName() + ".nginx.conf");
    try (Serving.Server server =
        Serving.nginx(
            folder.resolve(place.name()).resolve("again"), "    include " + snippet + ";\n")) {
      int read = readings.readAddresses(server, findings, place.name() + ", restored");
      figures.add(place.name() + ": restored addresses in the browser", read);
    }
  }
}
