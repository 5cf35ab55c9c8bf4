package org.gabion.mirror.check;

/// A file of a copy that is not as it was signed, with what shows it.
public sealed interface FileFault {
  /// Relative to the copy's root.
  String path();

  /// The whole in one clause, without a full stop.
  String words();

  /// The mirror says that it has no such file.
  record Missing(String path) implements FileFault {
    @Override
    public String words() {
      return path + " is missing";
    }
  }

  /// The mirror neither gave it nor said that it is not there.
  record NotGiven(String path, String reason) implements FileFault {
    @Override
    public String words() {
      return path + " was not given: " + reason;
    }
  }

  /// Other bytes than those that were signed.
  ///
  /// @param wanted the digest that was signed, or what the bytes had to be
  /// @param found the digest of what came, or what was wrong with it
  record Wrong(String path, String wanted, String found) implements FileFault {
    @Override
    public String words() {
      return path + " is wrong: wanted " + wanted + ", found " + found;
    }
  }
}
