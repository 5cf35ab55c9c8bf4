package org.gabion.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gabion.core.request.Request;
import org.gabion.lab.house.fixture.ClockHelper;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The floors hold, and each rule that says so bites on a class that breaks it.
final class FloorsTest {
  private static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.gabion");
  private static final JavaClasses BROKEN =
      new ClassFileImporter().importPackagesOf(ClockHelper.class);
  private static final String BROKEN_PACKAGE = "org.gabion.lab.house.fixture..";

  @Test
  void core_isPure() {
    Floors.pure("org.gabion.core..").check(SHIPPED);
    Floors.asksNothingOfTheMachine("org.gabion.core..").check(SHIPPED);
  }

  @Test
  void floors_lookDownOnly() {
    Floors.looksOnlyAt("org.gabion.core..").check(SHIPPED);
    for (String adapter : Floors.ADAPTERS) {
      Floors.looksOnlyAt("org.gabion." + adapter + "..", "org.gabion.core..")
          .allowEmptyShould(!adapter.equals("guard"))
          .check(SHIPPED);
    }
    String[] belowRoof =
        Stream.concat(Stream.of("core"), Floors.ADAPTERS.stream())
            .map(module -> "org.gabion." + module + "..")
            .toArray(String[]::new);
    Floors.looksOnlyAt("org.gabion.cli..", belowRoof).check(SHIPPED);
  }

  @Test
  void netty_staysInGuardNodeAndLab() {
    Floors.nettyOnlyIn(
            "org.gabion..", "org.gabion.guard..", "org.gabion.mirror.node..", "org.gabion.lab..")
        .check(SHIPPED);
  }

  @Test
  void answers_comeFromTheEnforcer() {
    Floors.onlyEnforcerAnswers("org.gabion.guard.wire..").check(SHIPPED);
    assertThat(SHIPPED)
        .as("the types that the rule speaks of")
        .extracting(JavaClass::getName)
        .contains(
            "org.gabion.guard.wire.Enforcer",
            "org.gabion.guard.wire.Answer",
            "org.gabion.guard.wire.Downstream");
  }

  @Test
  void names_sayWhatTheThingIs() {
    Floors.saysWhatItIs("org.gabion..").check(SHIPPED);
  }

  @Test
  void corePackages_formATree() {
    Floors.noCycles("org.gabion.core.(*)..").check(SHIPPED);
  }

  @Test
  void everyPackage_isNullMarked() {
    // JMH writes a package of its own beside each that has benchmarks.
    assertThat(
            SHIPPED.stream()
                .map(JavaClass::getPackage)
                .filter(at -> !at.getName().endsWith(".jmh_generated"))
                .distinct())
        .allSatisfy(
            at ->
                assertThat(at.isAnnotatedWith(NullMarked.class))
                    .as(at.getName() + " needs a package-info.java with @NullMarked")
                    .isTrue());
  }

  @Test
  void coreModule_exportsEveryPackageAndNeedsOnlyJavaBase() throws Exception {
    Path core = Path.of(Request.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleDescriptor module =
        ModuleFinder.of(core).find("org.gabion.core").orElseThrow().descriptor();
    Set<String> withPublicTypes =
        SHIPPED.stream()
            .filter(type -> type.getPackageName().startsWith("org.gabion.core."))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getPackage)
            .map(JavaPackage::getName)
            .collect(Collectors.toSet());
    assertThat(module.exports().stream().map(ModuleDescriptor.Exports::source))
        .containsExactlyInAnyOrderElementsOf(withPublicTypes);
    assertThat(module.requires().stream().map(ModuleDescriptor.Requires::name))
        .containsExactlyInAnyOrder("java.base", "org.jspecify");
  }

  static Stream<ArchRule> rules() {
    return Stream.of(
        Floors.pure(BROKEN_PACKAGE),
        Floors.asksNothingOfTheMachine(BROKEN_PACKAGE),
        Floors.looksOnlyAt(BROKEN_PACKAGE),
        Floors.nettyOnlyIn(BROKEN_PACKAGE, "org.gabion.guard.."),
        Floors.onlyEnforcerAnswers(BROKEN_PACKAGE),
        Floors.saysWhatItIs(BROKEN_PACKAGE));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rule_onAClassThatBreaksIt_bites(ArchRule rule) {
    assertThat(rule.evaluate(BROKEN).hasViolation()).isTrue();
  }
}
