package org.gabion.mirror.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;

/// The connection of an SFTP target: made when it is wanted, made anew when it broke. It uses the
/// one key or password it was given, and nothing else that lies in the home of whoever runs it.
/// Safe for use by several threads.
final class SftpConnection implements AutoCloseable {
  private final SftpTarget.Login login;
  private final Duration timeout;
  private final SshClient client;
  private Optional<SftpClient> current = Optional.empty();

  /// @param timeout for connecting, for logging in, and of a connection that says nothing
  SftpConnection(SftpTarget.Login login, Duration timeout) {
    this.login = login;
    this.timeout = timeout;
    this.client = SshClient.setUpDefaultClient();
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    CoreModuleProperties.IO_CONNECT_TIMEOUT.set(client, timeout);
    CoreModuleProperties.IDLE_TIMEOUT.set(client, timeout);
    client.setSignatureFactories(HostKeyOrder.of(login, client.getSignatureFactories()));
    client.setServerKeyVerifier(
        new KnownHostsServerKeyVerifier((_, _, key) -> refuse(login, key), login.knownHosts()));
    client.start();
  }

  /// An open connection.
  synchronized SftpClient open() throws TargetFault {
    connect();
    return current.orElseThrow();
  }

  /// Sees that there is an open connection.
  synchronized void connect() throws TargetFault {
    if (current.isPresent() && current.get().isOpen()) {
      return;
    }
    if (!client.isStarted()) {
      throw new TargetFault(TargetFault.Kind.REFUSED, login + " was closed");
    }
    current = Optional.empty();
    try {
      ClientSession session =
          client.connect(login.user(), login.host(), login.port()).verify(timeout).getSession();
      current = Optional.of(logIn(session));
    } catch (TargetFault e) {
      throw e;
    } catch (IOException e) {
      throw connectFault(login, e);
    }
  }

  private SftpClient logIn(ClientSession session) throws IOException {
    try {
      addKeys(session);
      login.password().ifPresent(session::addPasswordIdentity);
      session.auth().verify(timeout);
      return SftpClientFactory.instance().createSftpClient(session);
    } catch (IOException e) {
      session.close(true);
      throw e;
    }
  }

  private void addKeys(ClientSession session) throws TargetFault {
    if (login.keyFile().isEmpty()) {
      return;
    }
    Path file = login.keyFile().get();
    if (!Files.isReadable(file)) {
      throw keyFault(file, "is not there, or not yours to read", Optional.empty());
    }
    boolean found = false;
    try {
      for (KeyPair pair : new FileKeyPairProvider(file).loadKeys(session)) {
        session.addPublicKeyIdentity(pair);
        found = true;
      }
    } catch (RuntimeException e) {
      throw keyFault(file, "can not be read", Optional.of(e));
    }
    if (!found) {
      throw keyFault(file, "can not be read", Optional.empty());
    }
  }

  private TargetFault keyFault(Path file, String wrong, Optional<RuntimeException> cause) {
    TargetFault fault =
        new TargetFault(
            TargetFault.Kind.REFUSED,
            login
                + ": the key file "
                + file
                + " "
                + wrong
                + "; set "
                + Targets.KEY_FILE
                + " to an SSH key without a passphrase");
    cause.ifPresent(fault::addSuppressed);
    return fault;
  }

  /// Thrown out of the key check: it says what to add where.
  private static final class UnknownHost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownHost(String message) {
      super(message);
    }
  }

  private static boolean refuse(SftpTarget.Login login, PublicKey key) {
    String host = login.port() == 22 ? login.host() : "[" + login.host() + "]:" + login.port();
    throw new UnknownHost(
        "the key of "
            + host
            + " is not known: "
            + KeyUtils.getFingerPrint(key)
            + "; if that is right, add this line to "
            + login.knownHosts()
            + ": "
            + host
            + " "
            + PublicKeyEntry.toString(key));
  }

  private static TargetFault connectFault(SftpTarget.Login login, Exception cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof UnknownHost) {
        return new TargetFault(TargetFault.Kind.REFUSED, login + ": " + at.getMessage(), cause);
      }
      if (at instanceof SshException ssh
          && ssh.getDisconnectCode()
              == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
        return new TargetFault(
            TargetFault.Kind.REFUSED,
            login + " does not let this user in; see that the key or the password is right",
            cause);
      }
      if (at instanceof SshException ssh
          && ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_HOST_KEY_NOT_VERIFIABLE) {
        return new TargetFault(
            TargetFault.Kind.REFUSED,
            login
                + " shows another key than "
                + login.knownHosts()
                + " has; ask whoever runs it before you change that line",
            cause);
      }
    }
    return new TargetFault(
        TargetFault.Kind.PASSING,
        login + " can not be reached: " + cause.getMessage() + "; see that it runs",
        cause);
  }

  @Override
  public void close() {
    client.stop();
  }
}
