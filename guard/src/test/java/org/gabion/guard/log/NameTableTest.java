package org.gabion.guard.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NameTableTest {
  @Test
  void number_knownName_keepsItsNumber() {
    NameTable table = new NameTable(4);
    int first = table.number("a");
    int second = table.number("b");
    assertThat(table.number("a")).isEqualTo(first);
    assertThat(table.name(second)).isEqualTo("b");
    assertThat(table.name(-1)).isEmpty();
    assertThat(table.name(99)).isEmpty();
  }

  @Test
  void number_moreNamesThanRoom_shareTheLast() {
    NameTable table = new NameTable(3);
    table.number("a");
    table.number("b");
    assertThat(table.number("c")).isEqualTo(2);
    assertThat(table.number("d")).isEqualTo(2);
    assertThat(table.name(2)).isEqualTo("(other)");
    assertThat(table.names()).containsExactly("a", "b", "(other)");
  }
}
