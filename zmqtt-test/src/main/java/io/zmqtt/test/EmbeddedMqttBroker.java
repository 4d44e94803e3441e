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

package io.zmqtt.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * An MQTT broker in this JVM for tests and demonstrations: Apache Artemis with its MQTT
 * protocol only, versions 3.1.1 and 5.0, on the loopback interface.
 *
 * <pre>{@code
 * try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start()) {
 *     connectTo(broker.host(), broker.port());
 * }
 * }</pre>
 *
 * By default the port is a free one, anyone may connect and everything is kept in memory.
 * {@link #disconnectClients()}, {@link #cut()} and {@link #stall()} are what a network
 * does to clients, {@link #stop()} and {@link #restart()} what becomes of a process. The
 * same port also takes MQTT over WebSocket connections, on any path, with the subprotocol
 * {@code mqtt}. Payloads of 32 MiB and more pass.
 * <p>
 * Artemis logs through SLF4J. If Logback or {@code java.util.logging} is in use and no
 * level was set for {@code org.apache.activemq}, the level is set to {@code ERROR}.
 * <p>
 * All methods may be called from any thread.
 */
public final class EmbeddedMqttBroker implements AutoCloseable {

	private static final String HOST = "localhost";

	private final Object lock = new Object();

	private final BrokerSettings settings;

	private final Path workDirectory;

	private final @Nullable GeneratedCertificates certificates;

	private volatile int port;

	private volatile int tlsPort;

	private volatile @Nullable ArtemisServer server;

	private ArtemisServer.@Nullable Listeners cut;

	private boolean stalled;

	private boolean closed;

	private EmbeddedMqttBroker(BrokerSettings settings, @Nullable GeneratedCertificates certificates) {
		this.settings = settings;
		this.certificates = certificates;
		this.port = settings.port();
		this.workDirectory = (settings.directory() != null) ? settings.directory().toAbsolutePath()
				: Path.of(System.getProperty("java.io.tmpdir"), "zmqtt-broker-" + UUID.randomUUID()).toAbsolutePath();
	}

	/**
	 * Starts a broker on a free port that lets anyone connect and keeps everything in
	 * memory.
	 * @return the broker, ready for connections
	 * @throws IllegalStateException if it cannot be started
	 */
	public static EmbeddedMqttBroker start() {
		return builder().start();
	}

	/**
	 * Returns a builder for a broker with settings of its own.
	 * @return a builder with the defaults of {@link #start()}
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the host to connect to.
	 * @return {@code localhost}
	 */
	public String host() {
		return HOST;
	}

	/**
	 * Returns the port for MQTT and MQTT over WebSocket, without TLS. It remains the same
	 * over a restart.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Returns the port for the same with TLS. It remains the same over a restart.
	 * @return the port
	 * @throws IllegalStateException if the broker was built without TLS
	 */
	public int tlsPort() {
		if (this.settings.keyStore() == null) {
			throw new IllegalStateException("The embedded MQTT broker was built without tls()");
		}
		return this.tlsPort;
	}

	/**
	 * Returns the authority that has signed the broker's certificate, which clients must
	 * trust, and which can make certificates for them. Its files exist until
	 * {@link #close()}.
	 * @return the authority
	 * @throws IllegalStateException if the broker was not built with
	 * {@link Builder#tls()}
	 */
	public TestCertificates certificates() {
		if (this.certificates == null) {
			throw new IllegalStateException("The embedded MQTT broker was built without tls()");
		}
		return this.certificates.authority();
	}

	/**
	 * Tells whether the broker runs, even if it is cut off.
	 * @return {@code false} between {@link #stop()} and {@link #restart()}, and after
	 * {@link #close()}
	 */
	public boolean isRunning() {
		return this.server != null;
	}

	/**
	 * Cuts all network connections, without a word to the clients, as a failing network
	 * would. Clients may reconnect at once. Will messages are published.
	 */
	public void disconnectClients() {
		synchronized (this.lock) {
			ArtemisServer current = this.server;
			if (current != null) {
				current.disconnectClients();
			}
		}
	}

	/**
	 * Cuts the broker off from its clients until {@link #restore()}: resets all network
	 * connections and refuses new ones. What the broker keeps stays: sessions, queued and
	 * retained messages. Will messages are published. Does nothing if the broker is cut
	 * off or not running.
	 * @throws IllegalStateException if the ports cannot be closed
	 */
	public void cut() {
		synchronized (this.lock) {
			ArtemisServer current = this.server;
			if (current != null && this.cut == null) {
				try {
					this.cut = current.cut();
					endStall(current);
				}
				catch (Exception ex) {
					throw new IllegalStateException("Could not cut off the embedded MQTT broker", ex);
				}
			}
		}
	}

	/**
	 * Lets nothing pass until {@link #restore()}, neither from clients nor to them, and
	 * closes nothing: what a network does that loses packets. New connections are
	 * accepted and get no answer. What is sent meanwhile is held. Does nothing if the
	 * broker is not running.
	 * @throws IllegalStateException if the broker is cut off
	 */
	public void stall() {
		synchronized (this.lock) {
			ArtemisServer current = this.server;
			if (this.cut != null) {
				throw new IllegalStateException("The embedded MQTT broker is cut off");
			}
			if (current != null) {
				this.stalled = true;
				current.stall();
			}
		}
	}

	/**
	 * Ends {@link #cut()} and {@link #stall()}: the broker listens on the same ports
	 * again, and what was held goes on. Does nothing otherwise.
	 * @throws IllegalStateException if a port has been taken by another program
	 */
	public void restore() {
		synchronized (this.lock) {
			ArtemisServer current = this.server;
			ArtemisServer.Listeners listeners = this.cut;
			if (current != null) {
				endStall(current);
				if (listeners != null) {
					try {
						current.listen(listeners);
					}
					catch (Exception ex) {
						throw new IllegalStateException("Could not restore the embedded MQTT broker", ex);
					}
					this.cut = null;
				}
			}
		}
	}

	private void endStall(ArtemisServer current) {
		if (this.stalled) {
			this.stalled = false;
			current.endStall();
		}
	}

	/**
	 * Stops the broker, as if its process had ended: connections are closed without a
	 * DISCONNECT packet, and the port refuses new ones. What was in memory is lost. Does
	 * nothing if the broker is not running.
	 * @throws IllegalStateException if the server fails to stop
	 */
	public void stop() {
		synchronized (this.lock) {
			ArtemisServer current = this.server;
			this.server = null;
			this.cut = null;
			this.stalled = false;
			if (current != null) {
				try {
					current.stop();
				}
				catch (Exception ex) {
					throw new IllegalStateException("Could not stop the embedded MQTT broker", ex);
				}
			}
		}
	}

	/**
	 * Starts the broker again on the same ports with the same settings, within reach of
	 * its clients. A running broker is stopped first.
	 * @throws IllegalStateException if it cannot be started or is closed
	 */
	public void restart() {
		synchronized (this.lock) {
			if (this.closed) {
				throw new IllegalStateException("The embedded MQTT broker is closed");
			}
			stop();
			startServer();
		}
	}

	/**
	 * Stops the broker for good and frees its ports. A persistence directory is left in
	 * place. Does nothing when called again.
	 * @throws IllegalStateException if the server fails to stop
	 */
	@Override
	public void close() {
		synchronized (this.lock) {
			this.closed = true;
			try {
				stop();
			}
			finally {
				if (this.settings.directory() == null) {
					delete(this.workDirectory);
				}
				if (this.certificates != null) {
					delete(this.certificates.directory());
				}
			}
		}
	}

	@Override
	public String toString() {
		return "EmbeddedMqttBroker[" + HOST + ":" + this.port + (isRunning() ? "" : ", stopped") + "]";
	}

	private void startServer() {
		ArtemisLogging.quieten();
		try {
			ArtemisServer started = ArtemisServer.start(this.settings, HOST, this.port, this.tlsPort,
					this.workDirectory);
			this.port = started.port();
			this.tlsPort = Math.max(0, started.tlsPort());
			this.server = started;
		}
		catch (Exception ex) {
			throw new IllegalStateException("Could not start the embedded MQTT broker on "
					+ ((this.port != 0) ? "port " + this.port : "a free port") + ": " + ex.getMessage(), ex);
		}
	}

	private static void delete(Path directory) {
		if (!Files.exists(directory)) {
			return;
		}
		try {
			Files.walkFileTree(directory, new SimpleFileVisitor<Path>() {

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
					Files.delete(file);
					return FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException ex) throws IOException {
					Files.delete(visited);
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Builds an {@link EmbeddedMqttBroker}. Not safe for use by several threads.
	 */
	public static final class Builder {

		private final Map<String, String> credentials = new LinkedHashMap<>();

		private int port;

		private Set<BrokerVersion> versions = EnumSet.allOf(BrokerVersion.class);

		private boolean generate;

		private BrokerSettings.@Nullable Store keyStore;

		private BrokerSettings.@Nullable Store trustStore;

		private @Nullable Path directory;

		private Builder() {
		}

		/**
		 * Sets the port for connections without TLS.
		 * @param port the port, or 0 (the default) for a free one
		 * @return this builder
		 * @throws IllegalArgumentException if it is not between 0 and 65535
		 */
		public Builder port(int port) {
			if (port < 0 || port > 65535) {
				throw new IllegalArgumentException("Port " + port + " is not between 0 and 65535");
			}
			this.port = port;
			return this;
		}

		/**
		 * Adds a user who may connect. Without any, everybody may.
		 * @param user the user name
		 * @param password the password
		 * @return this builder
		 */
		public Builder credentials(String user, String password) {
			this.credentials.put(Objects.requireNonNull(user, "user"), Objects.requireNonNull(password, "password"));
			return this;
		}

		/**
		 * Sets the versions of MQTT to speak. Clients of others are refused with the
		 * return code "unacceptable protocol version".
		 * @param versions one or several; all by default
		 * @return this builder
		 * @throws IllegalArgumentException if there are none
		 */
		public Builder versions(BrokerVersion... versions) {
			if (versions.length == 0) {
				throw new IllegalArgumentException("A broker speaks at least one version");
			}
			this.versions = EnumSet.copyOf(List.of(versions));
			return this;
		}

		/**
		 * Adds a second listener, with TLS, on a free port: see {@link #tlsPort()}. Its
		 * certificate is made at start, for {@code localhost} and 127.0.0.1, and signed
		 * by {@link #certificates()}.
		 * @return this builder
		 */
		public Builder tls() {
			this.generate = true;
			return this;
		}

		/**
		 * Adds a second listener, with TLS, on a free port: see {@link #tlsPort()}.
		 * @param keyStore a PKCS12 or JKS file with the server's key and certificates
		 * @param password the password of the file and the key
		 * @return this builder
		 */
		public Builder tls(Path keyStore, String password) {
			this.generate = false;
			this.keyStore = new BrokerSettings.Store(keyStore.toAbsolutePath(), password);
			return this;
		}

		/**
		 * Makes the TLS listener demand a client certificate.
		 * @param trustStore a PKCS12 or JKS file with the certificates to trust
		 * @param password the password of the file
		 * @return this builder
		 */
		public Builder clientCertificates(Path trustStore, String password) {
			this.trustStore = new BrokerSettings.Store(trustStore.toAbsolutePath(), password);
			return this;
		}

		/**
		 * Keeps sessions, queued and retained messages in files, so that they outlive a
		 * restart, also by another broker with the same directory.
		 * @param directory where to keep them; created if need be
		 * @return this builder
		 */
		public Builder persistence(Path directory) {
			this.directory = directory;
			return this;
		}

		/**
		 * Starts the broker.
		 * @return the broker, ready for connections
		 * @throws IllegalStateException if it cannot be started, for example because the
		 * port is taken, or if client certificates are demanded without TLS
		 */
		public EmbeddedMqttBroker start() {
			if (this.trustStore != null && this.keyStore == null && !this.generate) {
				throw new IllegalStateException("clientCertificates(...) needs tls(...)");
			}
			GeneratedCertificates certificates = this.generate ? GeneratedCertificates.create() : null;
			BrokerSettings.Store store = (certificates != null) ? certificates.keyStore() : this.keyStore;
			EmbeddedMqttBroker broker = new EmbeddedMqttBroker(new BrokerSettings(this.port, this.credentials,
					this.versions, store, this.trustStore, this.directory), certificates);
			try {
				broker.startServer();
			}
			catch (IllegalStateException ex) {
				broker.close();
				throw ex;
			}
			return broker;
		}

	}

	/**
	 * An authority of the broker's own.
	 *
	 * @param directory where the files are
	 * @param authority the authority
	 * @param keyStore the broker's key and certificate
	 */
	private record GeneratedCertificates(Path directory, TestCertificates authority, BrokerSettings.Store keyStore) {

		static GeneratedCertificates create() {
			try {
				Path directory = Files.createTempDirectory("zmqtt-certificates-");
				TestCertificates authority = TestCertificates.create(directory);
				return new GeneratedCertificates(directory, authority,
						new BrokerSettings.Store(authority.server().keyStore(), TestCertificates.PASSWORD));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
