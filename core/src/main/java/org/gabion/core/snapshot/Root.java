package org.gabion.core.snapshot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which keys hold for a site: one link of its chain of roots. Root 1 gives the site its id, so
/// that nobody can make another root 1 for it; root N+1 is signed by the holders of N and of N+1.
///
/// @param number from 1, without gaps
/// @param from editions of this sequence and later count only if they name this root or a later
///   one; what a stolen key signed beyond it is void
/// @param next the commitment to the root holders that come next, if they were announced: until
///   they come, root holders can not change to any others
public record Root(
    Digest site,
    long number,
    Instant published,
    long from,
    Optional<Digest> next,
    Map<Role, RoleKeys> roles) {
  public static final int MAX_BYTES = 16_384;

  static final String TYPE = "root";
  private static final String UNNAMED = "0".repeat(2 * Digest.LENGTH);

  public Root {
    Bounds.number("the number of a root", number, 1);
    Bounds.number("the edition that a root counts from", from, 1);
    Bounds.second("when a root was published", published);
    roles = Map.copyOf(roles);
    if (roles.size() != Role.values().length) {
      throw new IllegalArgumentException("a root has keys for every role");
    }
  }

  /// Root 1, which names the site by itself.
  public static Root first(Instant published, Optional<Digest> next, Map<Role, RoleKeys> roles) {
    Digest unnamed = Digest.parse(UNNAMED).orElseThrow();
    Digest site = Digest.of(new Root(unnamed, 1, published, 1, next, roles).body());
    return new Root(site, 1, published, 1, next, roles);
  }

  /// Reads a root and the signatures under it, and judges neither.
  public static Parsed<Signed<Root>> parse(byte[] bytes) {
    return Lines.parse(bytes, MAX_BYTES, lines -> Signed.read(lines, bytes, Root::read));
  }

  private static Root read(Lines lines) {
    Digest site = lines.opening(TYPE);
    long number = lines.number("root", 1, Lines.MAX_NUMBER);
    Instant published = lines.instant("published");
    long from = lines.number("from", 1, Lines.MAX_NUMBER);
    Optional<Digest> next = lines.optionalDigest("next");
    Map<Role, RoleKeys> roles = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      roles.put(role, readRole(lines, role));
    }
    return new Root(site, number, published, from, next, roles);
  }

  private static RoleKeys readRole(Lines lines, Role role) {
    int threshold = (int) lines.number(role.word(), 1, RoleKeys.MAX_HOLDERS);
    List<Holder> holders = new ArrayList<>();
    while (lines.next("holder") && holders.size() < RoleKeys.MAX_HOLDERS) {
      String[] words = lines.words("holder", 5);
      Optional<PublicKey> ed25519 = PublicKey.parse(words[1], words[2]);
      Optional<PublicKey> p256 = PublicKey.parse(words[3], words[4]);
      if (!Holder.isName(words[0]) || ed25519.isEmpty() || p256.isEmpty()) {
        throw lines.fault("'holder NAME ed25519 KEY p256 KEY' with valid keys");
      }
      holders.add(inOrder(lines, () -> new Holder(words[0], ed25519.get(), p256.get())));
    }
    return inOrder(lines, () -> new RoleKeys(threshold, holders));
  }

  private static <T> T inOrder(Lines lines, java.util.function.Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw lines.fault(String.valueOf(e.getMessage()));
    }
  }

  public RoleKeys keys(Role role) {
    return java.util.Objects.requireNonNull(roles.get(role));
  }

  /// What an earlier root announces this one's root holders by.
  public Digest commitment() {
    return commitment(keys(Role.ROOT));
  }

  /// What announces the next root: its root holders and their threshold.
  public static Digest commitment(RoleKeys rootKeys) {
    StringBuilder text = new StringBuilder("gabion next 1\n");
    append(text, Role.ROOT, rootKeys);
    return Digest.of(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static void append(StringBuilder text, Role role, RoleKeys keys) {
    text.append(role.word()).append(' ').append(keys.threshold()).append('\n');
    keys.holders().forEach(holder -> text.append("holder ").append(holder).append('\n'));
  }

  /// The exact bytes that are signed.
  public byte[] body() {
    StringBuilder roleLines = new StringBuilder();
    for (Role role : Role.values()) {
      append(roleLines, role, keys(role));
    }
    byte[] head =
        new Text(TYPE, site)
            .line("root", number)
            .line("published", published)
            .line("from", from)
            .optional("next", next)
            .bytes();
    return (new String(head, StandardCharsets.US_ASCII) + roleLines)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// Whether a body is a root 1 whose site is the digest of itself.
  static boolean namesItself(Signed<Root> root) {
    String text = new String(root.body(), StandardCharsets.US_ASCII);
    String site = HexFormat.of().formatHex(root.document().site().bytes());
    String unnamed = text.replaceFirst(site, UNNAMED);
    return Digest.of(unnamed.getBytes(StandardCharsets.US_ASCII)).equals(root.document().site());
  }
}
