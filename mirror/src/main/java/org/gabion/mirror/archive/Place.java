package org.gabion.mirror.archive;

/// Where a record begins.
///
/// @param offset in the file; of the gzip member that holds its begin, if the file is packed
/// @param skip unpacked bytes from there to its begin; 0 where each record has a member of its own,
///   as it should
public record Place(long offset, long skip) implements Comparable<Place> {
  @Override
  public int compareTo(Place other) {
    int byOffset = Long.compare(offset, other.offset);
    return byOffset != 0 ? byOffset : Long.compare(skip, other.skip);
  }
}
