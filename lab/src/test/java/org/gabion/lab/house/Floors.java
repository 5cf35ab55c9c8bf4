package org.gabion.lab.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Map;
import java.util.Set;

/// The rules of `docs/architecture.md` that a class file can break. Each takes the packages it
/// binds, so that a test can show on a fixture that it bites.
final class Floors {
  /// The first floor: each owns one kind of I/O.
  static final Set<String> ADAPTERS =
      Set.of("guard", "analyze", "mirror", "watch", "fleet", "console");

  // What asks the machine for time, chance, settings or a thread. An empty set means every method.
  private static final Map<String, Set<String>> IMPURE =
      Map.ofEntries(
          Map.entry(
              "java.lang.System",
              Set.of(
                  "nanoTime",
                  "currentTimeMillis",
                  "getenv",
                  "getProperty",
                  "getProperties",
                  "exit",
                  "load",
                  "loadLibrary",
                  "console",
                  "getLogger")),
          Map.entry("java.lang.Math", Set.of("random")),
          Map.entry("java.util.UUID", Set.of("randomUUID")),
          Map.entry("java.util.Collections", Set.of("shuffle")),
          Map.entry("java.time.Instant", Set.of("now")),
          Map.entry("java.time.LocalDate", Set.of("now")),
          Map.entry("java.time.LocalTime", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.OffsetDateTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry("java.time.ZoneId", Set.of("systemDefault")),
          Map.entry("java.time.Clock", Set.of()),
          Map.entry("java.lang.Runtime", Set.of()),
          Map.entry("java.lang.ProcessBuilder", Set.of()),
          Map.entry("java.lang.Thread", Set.of()),
          Map.entry("java.lang.Thread$Builder", Set.of()));

  private static final Set<String> IMPURE_FIELDS = Set.of("out", "err", "in");

  private Floors() {}

  /// Nothing but the language and its collections: no file, no socket, no thread, no clock, no
  /// chance.
  static ArchRule pure(String packages) {
    return classes()
        .that()
        .resideInAPackage(packages)
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage(packages)
                .or(resideInAPackage("org.jspecify.annotations"))
                .or(
                    resideInAnyPackage(
                        "java.lang..",
                        "java.math",
                        "java.nio",
                        "java.nio.charset",
                        "java.security..",
                        "java.time..",
                        "java.util..",
                        "javax.crypto.."))
                .or(describe("primitives and arrays", type -> type.getPackageName().isEmpty())))
        .andShould()
        .onlyAccessClassesThat(
            not(
                nameMatching(
                    "java\\.util\\.(Random|Timer|SplittableRandom|random\\..*"
                        + "|concurrent\\.(Thread.*|Executor.*|ForkJoin.*|.*Executor|CompletableFuture))"
                        + "|java\\.security\\.SecureRandom")));
  }

  /// The rest of [#pure]: classes that core may use have methods that it must not.
  static ArchRule asksNothingOfTheMachine(String packages) {
    return noClasses()
        .that()
        .resideInAPackage(packages)
        .should()
        .accessTargetWhere(describe("asks the machine", Floors::isImpure));
  }

  /// Code of one floor looks down only, and neighbours never see each other.
  static ArchRule looksOnlyAt(String packages, String... below) {
    return noClasses()
        .that()
        .resideInAPackage(packages)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.gabion..").and(not(resideInAnyPackage(with(packages, below)))));
  }

  /// Netty's types stay inside the guard; the lab measures with them too.
  static ArchRule nettyOnlyIn(String everything, String... packages) {
    return noClasses()
        .that(resideInAPackage(everything).and(not(resideInAnyPackage(packages))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..");
  }

  /// One place answers: nobody else makes an answer, or hands one to a connection.
  static ArchRule onlyEnforcerAnswers(String packages) {
    return noClasses()
        .that()
        .resideInAPackage(packages)
        .and()
        .doNotHaveSimpleName("Enforcer")
        .and()
        .doNotHaveSimpleName("Answer")
        .should()
        .accessTargetWhere(
            describe(
                "makes or hands over an Answer",
                access -> {
                  boolean makes =
                      access.getTargetOwner().getSimpleName().equals("Answer")
                          && access.getName().equals("<init>");
                  boolean hands =
                      access.getTargetOwner().getSimpleName().equals("Downstream")
                          && access.getName().equals("answer");
                  return makes || hands;
                }));
  }

  /// Names that say nothing.
  static ArchRule saysWhatItIs(String packages) {
    return noClasses()
        .that()
        .resideInAPackage(packages)
        .should()
        .haveNameMatching(".*[.$]\\w*(Util|Utils|Helper|Helpers|Manager|Impl|Common)")
        .orShould()
        .resideInAnyPackage("..util..", "..common..", "..impl..", "..helper..");
  }

  /// Folders form a tree, not a knot.
  static SliceRule noCycles(String slices) {
    return SlicesRuleDefinition.slices().matching(slices).should().beFreeOfCycles();
  }

  private static boolean isImpure(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    if (owner.getName().equals("java.lang.System") && IMPURE_FIELDS.contains(access.getName())) {
      return true;
    }
    Set<String> methods = IMPURE.get(owner.getName());
    return methods != null && (methods.isEmpty() || methods.contains(access.getName()));
  }

  private static String[] with(String first, String... rest) {
    String[] all = new String[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }
}
