package org.gabion.cli;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `HOST:PORT`, with brackets around an IPv6 address.
final class ListenAddress implements ITypeConverter<InetSocketAddress> {
  @Override
  public InetSocketAddress convert(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String port = text.substring(colon + 1);
    boolean isPort = port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65_535;
    if (host.isEmpty() || !isPort) {
      throw new TypeConversionException(
          "'" + text + "' is no address to listen on; write 127.0.0.1:8080 or [::1]:8080");
    }
    InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(port));
    if (address.isUnresolved()) {
      throw new TypeConversionException("'" + host + "' is no address of this machine");
    }
    return address;
  }
}
