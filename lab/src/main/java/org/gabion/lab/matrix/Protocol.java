package org.gabion.lab.matrix;

/// How a client speaks to the guard, and beside it to the web server itself.
enum Protocol {
  HTTP_1_0("HTTP/1.0", "--http1.0", Port.CLEAR),
  HTTP_1_1("HTTP/1.1", "--http1.1", Port.CLEAR),
  TLS_1_1("HTTP/1.1 TLS", "--http1.1", Port.TLS),
  TLS_2("HTTP/2 TLS", "--http2", Port.TLS),
  H2C("HTTP/2 clear", "--http2-prior-knowledge", Port.H2C);

  /// What a server listens with.
  enum Port {
    CLEAR,
    TLS,
    H2C
  }

  final String shown;
  final String option;
  final Port port;

  Protocol(String shown, String option, Port port) {
    this.shown = shown;
    this.option = option;
    this.port = port;
  }
}
