/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.internal.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import io.zmqtt.test.TestCertificates;
import org.jspecify.annotations.Nullable;

/**
 * Speaks TLS as the JDK does, notes what was negotiated, and as much MQTT as is needed to
 * see that bytes go to and fro.
 */
final class TlsServer implements AutoCloseable {

	private static final int CONNECT = 1;

	private static final int PINGREQ = 12;

	private final SSLServerSocket server;

	private final Consumer<SSLSocket> options;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final BlockingQueue<Negotiated> negotiated = new LinkedBlockingQueue<>();

	private TlsServer(SSLContext context, int port, Consumer<SSLSocket> options) {
		this.options = options;
		try {
			this.server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
			this.server.setReuseAddress(true);
			this.server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 50);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	static TlsServer start(SSLContext context, Consumer<SSLSocket> options) {
		return new TlsServer(context, 0, options);
	}

	static TlsServer start(TestCertificates.Identity identity) {
		return start(context(identity.keyStore(), null), (socket) -> {
		});
	}

	/**
	 * Start another one after this one was closed, at the same port.
	 */
	TlsServer restart(SSLContext context) {
		return new TlsServer(context, port(), this.options);
	}

	/**
	 * Return a context for servers.
	 * @param keyStore a PKCS#12 file with the certificate of the server
	 * @param trustStore a PKCS#12 file with the authorities of clients, or null for none
	 */
	static SSLContext context(Path keyStore, @Nullable Path trustStore) {
		try {
			char[] password = TestCertificates.PASSWORD.toCharArray();
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(KeyStore.getInstance(keyStore.toFile(), password), password);
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init((trustStore != null) ? KeyStore.getInstance(trustStore.toFile(), password) : null);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Wait for what was negotiated with the next client.
	 */
	Negotiated next() {
		try {
			Negotiated next = this.negotiated.poll(Breach.patience().toMillis(), TimeUnit.MILLISECONDS);
			if (next == null) {
				throw new AssertionError("No handshake in time");
			}
			return next;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "tls-server");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		try {
			while (true) {
				SSLSocket socket = (SSLSocket) this.server.accept();
				this.sockets.add(socket);
				start(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void serve(SSLSocket socket) {
		try (socket) {
			this.options.accept(socket);
			socket.startHandshake();
			this.negotiated.add(Negotiated.of(socket));
			DataInputStream in = new DataInputStream(socket.getInputStream());
			while (true) {
				answer(in, socket.getOutputStream());
			}
		}
		catch (IOException ex) {
			// the client sees it too
		}
		finally {
			this.sockets.remove(socket);
		}
	}

	private static void answer(DataInputStream in, OutputStream out) throws IOException {
		int type = in.readUnsignedByte() >> 4;
		int length = 0;
		int shift = 0;
		int digit;
		do {
			digit = in.readUnsignedByte();
			length |= (digit & 0x7F) << shift;
			shift += 7;
		}
		while (digit > 0x7F);
		byte[] content = in.readNBytes(length);
		if (type == CONNECT) {
			// after the name of the protocol
			boolean v5 = content[6] == 5;
			out.write(v5 ? new byte[] { 0x20, 3, 0, 0, 0 } : new byte[] { 0x20, 2, 0, 0 });
		}
		else if (type == PINGREQ) {
			out.write(new byte[] { (byte) 0xD0, 0 });
		}
	}

	/**
	 * Cut the connections, and close the port.
	 */
	@Override
	public void close() {
		try {
			this.server.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What was negotiated with a client.
	 *
	 * @param protocol the version of TLS
	 * @param cipher the cipher suite
	 * @param applicationProtocol what ALPN has chosen, or an empty string
	 * @param serverNames the names that the client has asked for
	 * @param client the subject of the client certificate, or an empty string
	 */
	record Negotiated(String protocol, String cipher, String applicationProtocol, List<String> serverNames,
			String client) {

		static Negotiated of(SSLSocket socket) {
			SSLSession session = socket.getSession();
			List<String> names = ((ExtendedSSLSession) session).getRequestedServerNames()
				.stream()
				.map(Negotiated::text)
				.toList();
			String application = socket.getApplicationProtocol();
			return new Negotiated(session.getProtocol(), session.getCipherSuite(),
					(application != null) ? application : "", names, client(session));
		}

		private static String text(SNIServerName name) {
			return (name instanceof SNIHostName host) ? host.getAsciiName()
					: new String(name.getEncoded(), StandardCharsets.US_ASCII);
		}

		private static String client(SSLSession session) {
			try {
				return ((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName();
			}
			catch (SSLPeerUnverifiedException ex) {
				return "";
			}
		}

	}

}
