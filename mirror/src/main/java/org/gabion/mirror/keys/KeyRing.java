package org.gabion.mirror.keys;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.core.snapshot.Holder;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.RoleKeys;

/// The key files that are at hand: of one folder, or of several, such as sticks that holders bring.
public final class KeyRing {
  private final List<Path> folders;
  private final Passphrases passphrases;

  /// Gives the passphrase of a key file.
  @FunctionalInterface
  public interface Passphrases {
    /// @throws KeyFault if there is none to be had
    char[] of(KeyFile file) throws KeyFault;

    /// The token that has the file's other key; empty if none of those that are named has it.
    ///
    /// @throws KeyFault if one can not be used
    default Optional<Token> token(KeyFile file) throws KeyFault {
      return Optional.empty();
    }
  }

  public KeyRing(List<Path> folders, Passphrases passphrases) {
    this.folders = List.copyOf(folders);
    this.passphrases = passphrases;
  }

  /// All key files, by role and name.
  public List<KeyFile> files() throws KeyFault {
    List<KeyFile> files = new ArrayList<>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      List<Path> paths = new ArrayList<>();
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + KeyFile.ENDING)) {
        found.forEach(paths::add);
      } catch (IOException e) {
        throw new KeyFault("can not list " + folder + ": " + e.getMessage(), e);
      }
      paths.sort(null);
      for (Path path : paths) {
        files.add(KeyFile.read(path));
      }
    }
    return files;
  }

  /// Whether enough holders of a role have their keys here.
  public boolean suffices(Role role, RoleKeys wanted) throws KeyFault {
    return matching(role, wanted).size() >= wanted.threshold();
  }

  private List<KeyFile> matching(Role role, RoleKeys wanted) throws KeyFault {
    List<KeyFile> matching = new ArrayList<>();
    for (KeyFile file : files()) {
      if (file.role() == role && wanted.holders().contains(file.holder())) {
        matching.add(file);
      }
    }
    return matching;
  }

  /// Opens one key file.
  public HolderKeys open(KeyFile file) throws KeyFault {
    return open(file, passphrases);
  }

  /// Opens a key file of any folder.
  public static HolderKeys open(KeyFile file, Passphrases passphrases) throws KeyFault {
    Optional<Token> token = file.token().isPresent() ? passphrases.token(file) : Optional.empty();
    return file.open(passphrases.of(file), token);
  }

  /// Opens as many keys of a role as must sign.
  ///
  /// @throws KeyFault if too few are here; it names who is missing
  public List<HolderKeys> open(Role role, RoleKeys wanted) throws KeyFault {
    List<KeyFile> matching = matching(role, wanted);
    if (matching.size() < wanted.threshold()) {
      List<Holder> here = matching.stream().map(KeyFile::holder).toList();
      String missing =
          String.join(
              ", ",
              wanted.holders().stream()
                  .filter(holder -> !here.contains(holder))
                  .map(Holder::name)
                  .toList());
      throw new KeyFault(
          wanted.threshold()
              + " "
              + role.word()
              + (wanted.threshold() == 1 ? " key is" : " keys are")
              + " needed, "
              + matching.size()
              + " found in "
              + String.join(", ", folders.stream().map(Path::toString).toList())
              + "; bring the key file of: "
              + missing
              + others(role, wanted));
    }
    return openAll(matching, wanted);
  }

  /// Key files of the role that are here and count for nothing: what somebody may wonder about.
  private String others(Role role, RoleKeys wanted) throws KeyFault {
    List<String> others =
        files().stream()
            .filter(file -> file.role() == role && !wanted.holders().contains(file.holder()))
            .map(KeyFile::toString)
            .toList();
    return others.isEmpty() ? "" : " (here, but not in use: " + String.join(", ", others) + ")";
  }

  private List<HolderKeys> openAll(List<KeyFile> matching, RoleKeys wanted) throws KeyFault {
    List<HolderKeys> opened = new ArrayList<>();
    for (KeyFile file : matching.subList(0, wanted.threshold())) {
      opened.add(open(file));
    }
    return opened;
  }
}
