package org.gabion.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.gabion.core.config.Findings;
import org.gabion.core.config.Node;
import org.gabion.core.config.Position;
import org.gabion.core.config.Problem;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Turns a YAML file into a [Node] tree with lines and columns; whatever is wrong with the file
/// becomes a [Problem].
///
/// Values stay text: what they mean is for the reader of the setting. Bounded: a file of at most 1
/// MiB, and 100,000 values after aliases were followed, so that a few lines of nested aliases can
/// not fill the memory.
final class YamlFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_NODES = 100_000;
  private static final int MAX_DEPTH = 32;

  private final String name;
  private final Findings findings;
  private int nodes;

  private YamlFile(String name, Findings findings) {
    this.name = name;
    this.findings = findings;
  }

  /// Reads the file; nothing, and a problem, if it can not be read at all.
  static Optional<Node> read(Path file, Findings findings) {
    YamlFile yaml = new YamlFile(file.toString(), findings);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? yaml.unreadable(
              "is larger than 1 MiB",
              "is it the right file? Long lists belong into files of their own")
          : yaml.parse(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (NoSuchFileException e) {
      return yaml.unreadable("does not exist", "check the path");
    } catch (AccessDeniedException e) {
      return yaml.unreadable("can not be read: permission denied", "let this user read it");
    } catch (CharacterCodingException e) {
      return yaml.unreadable("is not UTF-8 text", "save it as UTF-8");
    } catch (IOException e) {
      return yaml.unreadable("can not be read: " + e.getMessage(), "check the path");
    }
  }

  /// Reads a text as if it stood in a file of that name.
  static Optional<Node> read(String name, String text, Findings findings) {
    return new YamlFile(name, findings).parse(text);
  }

  private Optional<Node> parse(String text) {
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(name)
              .setCodePointLimit(MAX_BYTES)
              .setAllowNonScalarKeys(true)
              .build();
      Iterator<org.snakeyaml.engine.v2.nodes.Node> documents =
          new Compose(settings).composeAllFromString(text).iterator();
      if (!documents.hasNext()) {
        return Optional.of(new Node.Mapping(Position.in(name), List.of()));
      }
      Node first = convert(documents.next(), 0);
      if (documents.hasNext()) {
        add(
            position(documents.next()),
            "holds a second document",
            "remove the line '---' and join the two");
      }
      return Optional.of(first);
    } catch (MarkedYamlEngineException e) {
      add(
          e.getProblemMark().or(e::getContextMark).map(this::position).orElse(Position.in(name)),
          "is not YAML: " + e.getProblem(),
          "look at this line and the one above it; indent with spaces");
      return Optional.empty();
    } catch (YamlEngineException e) {
      // Faults without a mark are limits and characters: their message is one line.
      return unreadable(
          "is not YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          "correct it");
    } catch (TooLarge e) {
      return unreadable(e.what, "write it without aliases");
    }
  }

  private Node convert(org.snakeyaml.engine.v2.nodes.Node node, int depth) {
    if (++nodes > MAX_NODES) {
      throw new TooLarge("holds more than " + MAX_NODES + " values");
    }
    if (depth > MAX_DEPTH) {
      throw new TooLarge("is nested deeper than " + MAX_DEPTH + " levels");
    }
    Position at = position(node);
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, at, depth);
      case SequenceNode sequence -> {
        List<Node> items = new ArrayList<>();
        for (org.snakeyaml.engine.v2.nodes.Node item : sequence.getValue()) {
          items.add(convert(item, depth + 1));
        }
        yield new Node.Sequence(at, items);
      }
      case ScalarNode scalar -> new Node.Scalar(at, scalar.getValue(), scalar.isPlain());
      default -> throw new IllegalStateException("an unresolved alias: " + node.getNodeType());
    };
  }

  private Node mapping(MappingNode mapping, Position at, int depth) {
    List<Node.Entry> entries = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        entries.add(
            new Node.Entry(
                position(key), key.getValue(), convert(tuple.getValueNode(), depth + 1)));
      } else {
        add(position(tuple.getKeyNode()), "has a key that is no word", "write 'key: value'");
      }
    }
    return new Node.Mapping(at, entries);
  }

  private Optional<Node> unreadable(String what, String hint) {
    add(Position.in(name), what, hint);
    return Optional.empty();
  }

  private void add(Position at, String what, String hint) {
    findings.add(new Problem(at, "", what, hint));
  }

  private Position position(org.snakeyaml.engine.v2.nodes.Node node) {
    return node.getStartMark().map(this::position).orElse(Position.in(name));
  }

  private Position position(Mark mark) {
    return new Position(name, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /// Leaves the conversion of one file; never leaves this class.
  private static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final String what;

    TooLarge(String what) {
      super(what, null, false, false);
      this.what = what;
    }
  }
}
