package org.gabion.analyze.evidence;

import java.util.Optional;
import org.gabion.core.request.ClientKey;

/// A line of the input that belongs to an incident.
///
/// @param incident the place of the incident among those of the analysis
/// @param input the place of its file among the inputs
/// @param lineInFile its number in that file, from 1
/// @param line its number over all input, from 1
/// @param bytes as they were, without the line feed
/// @param client the address of the client, if the line has one
/// @param clientName the name of the client, where the line has one instead
public record MatchedLine(
    int incident,
    int input,
    long lineInFile,
    long line,
    byte[] bytes,
    Optional<ClientKey> client,
    Optional<String> clientName) {}
