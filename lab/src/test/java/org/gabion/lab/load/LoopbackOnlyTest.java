package org.gabion.lab.load;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Floors of the lab: no class but [LoopbackSockets] opens a socket, and none but [LoadTool] starts
/// a load tool.
final class LoopbackOnlyTest {
  // What opens a socket in the JDK and in Netty. An empty set means every method.
  private static final Map<String, Set<String>> OPENERS =
      Map.ofEntries(
          Map.entry("java.nio.channels.SocketChannel", Set.of("open", "connect", "bind")),
          Map.entry("java.nio.channels.DatagramChannel", Set.of("open", "connect", "send")),
          Map.entry("java.nio.channels.AsynchronousSocketChannel", Set.of("open")),
          Map.entry(
              "java.nio.channels.spi.SelectorProvider",
              Set.of("openSocketChannel", "openDatagramChannel")),
          Map.entry("java.net.Socket", Set.of("<init>", "connect", "bind")),
          Map.entry("java.net.DatagramSocket", Set.of()),
          Map.entry("java.net.URL", Set.of("openConnection", "openStream", "getContent")),
          Map.entry("java.net.http.HttpClient", Set.of()),
          Map.entry("javax.net.SocketFactory", Set.of()),
          Map.entry("javax.net.ssl.SSLSocketFactory", Set.of()),
          Map.entry("io.netty.bootstrap.Bootstrap", Set.of()));

  private static final DescribedPredicate<JavaCall<?>> OPENS_A_SOCKET =
      describe(
          "open a socket",
          call -> {
            Set<String> methods = OPENERS.get(call.getTargetOwner().getName());
            if (methods == null) {
              return false;
            }
            // A layered socket (TLS over one of ours) gets the open socket as its first argument.
            boolean layered =
                call.getName().equals("createSocket")
                    && !call.getTarget().getRawParameterTypes().isEmpty()
                    && call.getTarget()
                        .getRawParameterTypes()
                        .getFirst()
                        .getName()
                        .equals("java.net.Socket");
            return !layered && (methods.isEmpty() || methods.contains(call.getName()));
          });

  private static final ArchRule ONLY_ONE_DOOR =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(LoopbackSockets.class.getName())
          .should()
          .callCodeUnitWhere(OPENS_A_SOCKET);

  private final JavaClasses lab =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.gabion.lab");

  @Test
  void labClasses_exceptLoopbackSockets_openNoSocket() {
    assertThat(lab.contain(LoopbackSockets.class)).isTrue();
    ONLY_ONE_DOOR.check(lab);
  }

  @Test
  void rule_classThatOpensASocket_isCaught() {
    JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> ONLY_ONE_DOOR.check(offender))
        .withMessageContaining("Offender");
  }

  /// Compiled so that the rule can be seen to bite; never called.
  static final class Offender {
    SocketChannel open() throws IOException {
      return SocketChannel.open();
    }
  }
}
