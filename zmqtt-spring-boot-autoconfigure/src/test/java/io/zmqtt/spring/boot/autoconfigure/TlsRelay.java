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

package io.zmqtt.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import io.zmqtt.test.TestCertificates;

/**
 * Takes TLS connections for a broker that speaks plain TCP, asks for certificates of
 * clients, and remembers whose they were. Can hold back what the broker says.
 */
final class TlsRelay implements AutoCloseable {

	private final SSLServerSocket server;

	private final int brokerPort;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final List<String> clients = new CopyOnWriteArrayList<>();

	private final Object gate = new Object();

	private boolean held;

	private TlsRelay(SSLServerSocket server, int brokerPort) {
		this.server = server;
		this.brokerPort = brokerPort;
	}

	static TlsRelay start(TestCertificates certificates, int brokerPort) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store(certificates.server().keyStore()), TestCertificates.PASSWORD.toCharArray());
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(store(certificates.trustStore()));
			context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
			SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory()
				.createServerSocket(0, 50, InetAddress.getByName("localhost"));
			server.setNeedClientAuth(true);
			TlsRelay relay = new TlsRelay(server, brokerPort);
			run("accept", relay::accept);
			return relay;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, TestCertificates.PASSWORD.toCharArray());
		}
		return store;
	}

	private static void run(String name, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// a socket was closed
			}
		}, "tls-relay-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Return the names in the certificates of the clients, one for each connection.
	 */
	List<String> clients() {
		return this.clients;
	}

	/**
	 * Hold back what the broker says from now on.
	 */
	void hold() {
		synchronized (this.gate) {
			this.held = true;
		}
	}

	/**
	 * Pass on what was held back.
	 */
	void release() {
		synchronized (this.gate) {
			this.held = false;
			this.gate.notifyAll();
		}
	}

	/**
	 * Close all connections.
	 */
	void cut() {
		this.sockets.forEach(TlsRelay::close);
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut();
		release();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// it is closed already
		}
	}

	private void accept() throws IOException {
		while (true) {
			SSLSocket client = (SSLSocket) this.server.accept();
			this.sockets.add(client);
			run("handshake", () -> {
				client.startHandshake();
				X509Certificate certificate = (X509Certificate) client.getSession().getPeerCertificates()[0];
				this.clients.add(certificate.getSubjectX500Principal().getName());
				Socket broker = new Socket("localhost", this.brokerPort);
				this.sockets.add(broker);
				run("to-broker", () -> pass(client, broker, false));
				run("to-client", () -> pass(broker, client, true));
			});
		}
	}

	private void pass(Socket from, Socket to, boolean gated) throws IOException {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[4096];
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				if (gated) {
					awaitGate();
				}
				out.write(buffer, 0, count);
				out.flush();
			}
		}
	}

	private void awaitGate() throws IOException {
		synchronized (this.gate) {
			while (this.held) {
				try {
					this.gate.wait();
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
			}
		}
	}

	/**
	 * What a thread does.
	 */
	private interface Task {

		void run() throws IOException;

	}

}
