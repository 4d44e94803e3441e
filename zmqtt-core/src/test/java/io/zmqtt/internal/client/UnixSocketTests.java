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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.client.RecordingListener.Reconnecting;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.Publish;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Unix domain sockets, and what can be wrong with their files.
 */
class UnixSocketTests extends ScriptedTests {

	private final List<Door> doors = new CopyOnWriteArrayList<>();

	private Path directory;

	/**
	 * The directory is not one of JUnit's, whose path may be too long.
	 */
	@BeforeEach
	void createDirectory() throws IOException {
		this.directory = Files.createTempDirectory("u");
	}

	@AfterEach
	void deleteDirectory() throws IOException {
		this.doors.forEach(Door::close);
		try (var files = Files.list(this.directory)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(this.directory);
	}

	@ParameterizedTest
	@EnumSource
	void itIsAConnectionLikeOthers(MqttVersion version) {
		Path file = this.directory.resolve("socket");
		open(file);
		MqttClient client = unix(version, file);
		ConnectionInfo info = client.connect();
		assertThat(info.server()).isEqualTo(new ServerAddress(Scheme.UNIX, "", 0, file.toString()));
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		client.publish("a", new byte[200_000], QoS.AT_LEAST_ONCE);
		assertThat(connection.expect(Publish.class).payload()).hasSize(200_000);
		assertAlive(client);
	}

	@Test
	void aUriWithABlankAndOtherCharactersIsTheSameFile() {
		open(this.directory.resolve("a b+c"));
		MqttClient client = client(MqttVersion.V5, (builder) -> builder.uri("unix://" + this.directory + "/a%20b+c"));
		assertThat(client.connect().server().path()).isEqualTo(this.directory.resolve("a b+c").toString());
	}

	// Files that are no good

	@Test
	void thereIsNoFile() {
		assertFailure(this.directory.resolve("none"), "there is no such file");
		assertFailure(this.directory.resolve("none/none"), "there is no such file");
	}

	@Test
	void aRelativePathIsNamedAsItWasGiven() {
		assertFailure(Path.of("no-such-socket"), "there is no such file");
	}

	@Test
	void nobodyListens() throws IOException {
		Path file = this.directory.resolve("left");
		open(file).closeButLeaveFile();
		assertFailure(file, "nobody listens at this file");
		assertFailure(Files.createFile(this.directory.resolve("plain")), "nobody listens at this file");
		assertFailure(this.directory, "nobody listens at this file");
	}

	@Test
	void aFileIsNoDirectory() throws IOException {
		assertFailure(Files.createFile(this.directory.resolve("plain")).resolve("socket"), "there is no such file");
	}

	@Test
	void thePathIsTooLong() {
		assertFailure(ofLength(108), "the path has 108 bytes, more than this system allows");
		assertFailure(ofLength(300), "the path has 300 bytes, more than this system allows");
	}

	@Test
	void aPathOfAHundredBytesIsNotTooLong() {
		Path longest = ofLength(100);
		assertFailure(longest, "there is no such file");
		open(longest);
		assertThat(unix(MqttVersion.V5, longest).connect().server().path()).isEqualTo(longest.toString());
	}

	private Path ofLength(int length) {
		String start = this.directory + "/";
		return Path.of(start + "x".repeat(length - start.length()));
	}

	@ParameterizedTest
	@CsvSource({ "socket, ---------", "., r--------" })
	void thereIsNoPermission(String name, String permissions) throws IOException {
		Path file = this.directory.resolve("socket");
		open(file);
		Path closed = this.directory.resolve(name).normalize();
		Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString(permissions));
		try {
			assumeFalse(Files.isWritable(file), "Permissions do not concern this user");
			assertFailure(file, "no permission");
		}
		finally {
			Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
		}
	}

	/**
	 * It takes less time than the shortest deadline, which is a minute here.
	 */
	private void assertFailure(Path file, String text) {
		for (MqttVersion version : MqttVersion.values()) {
			MqttClient client = unix(version, file,
					(builder) -> builder.connectTimeout(Duration.ofMinutes(1)).handshakeTimeout(Duration.ofMinutes(1)));
			MqttConnectException failure = failure(client.connectAsync(), MqttConnectException.class);
			assertThat(failure.failure()).isEqualTo(Failure.UNREACHABLE);
			assertThat(failure.server().path()).isEqualTo(file.toString());
			assertThat(failure).hasMessageStartingWith("Cannot connect to unix:" + file + ": ")
				.hasMessageContaining(text)
				.message()
				.doesNotContain("network", "port", "host", "TLS");
			assertThat(client.state()).isEqualTo(ClientState.FAILED);
		}
	}

	// Servers that are no good

	@Test
	void theServerSaysNothing() {
		this.broker.manual(PacketType.CONNECT);
		Path file = this.directory.resolve("socket");
		open(file);
		MqttClient client = unix(MqttVersion.V5, file, (builder) -> builder.handshakeTimeout(Duration.ofMillis(100)));
		assertThat(failure(client.connectAsync(), MqttConnectException.class))
			.returns(Failure.TIMEOUT, MqttConnectException::failure)
			.hasMessage("Cannot connect to unix:" + file
					+ ": no CONNACK within 100 ms. Check that an MQTT broker listens at this file.");
	}

	@Test
	void theServerCloses() {
		this.broker.manual(PacketType.CONNECT);
		Path file = this.directory.resolve("socket");
		open(file);
		CompletableFuture<ConnectionInfo> connect = unix(MqttVersion.V3_1_1, file).connectAsync();
		this.broker.accept().close();
		MqttConnectException failure = failure(connect, MqttConnectException.class);
		assertThat(failure.failure()).isEqualTo(Failure.CLOSED);
		assertThat(failure).hasMessageStartingWith("Cannot connect to unix:" + file + ": the peer closed")
			.message()
			.doesNotContain("port", "TLS");
	}

	/**
	 * The queue of a server that accepts nothing is full.
	 */
	@Test
	void theServerAcceptsNothing() throws IOException {
		UnixDomainSocketAddress address = UnixDomainSocketAddress.of(this.directory.resolve("socket"));
		List<SocketChannel> waiting = new ArrayList<>();
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(address, 1);
			assumeTrue(fill(address, waiting), "There is no limit of this queue");
			MqttClient client = unix(MqttVersion.V5, address.getPath(),
					(builder) -> builder.connectTimeout(Duration.ofMillis(200))
						.handshakeTimeout(Duration.ofMillis(200)));
			assertThat(failure(client.connectAsync(), MqttConnectException.class))
				.hasMessageStartingWith("Cannot connect to unix:" + address.getPath() + ": the socket cannot be used (")
				.hasMessageContaining("takes connections")
				.message()
				.doesNotContain("network", "port", "host", "TLS");
		}
		finally {
			for (SocketChannel channel : waiting) {
				channel.close();
			}
		}
	}

	/**
	 * Connect until there is no room.
	 */
	private static boolean fill(UnixDomainSocketAddress address, List<SocketChannel> waiting) throws IOException {
		while (waiting.size() < 100) {
			SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
			waiting.add(channel);
			channel.configureBlocking(false);
			try {
				if (!channel.connect(address)) {
					return true;
				}
			}
			catch (SocketException ex) {
				return true;
			}
		}
		return false;
	}

	// Back again

	@ParameterizedTest
	@EnumSource
	void theClientIsBackWhenThereIsTheFileAgain(MqttVersion version) {
		Path file = this.directory.resolve("socket");
		Door door = open(file);
		MqttClient client = unix(version, file);
		client.connect();
		this.broker.accept().expect(Connect.class);
		door.close();
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isTrue();
		this.listener.await(Reconnecting.class);
		// at least one attempt finds no file
		assertThat(this.listener.await(Reconnecting.class).attempt()).isEqualTo(2);
		open(file);
		this.broker.accept().expect(Connect.class);
		eventually(client, ClientState.CONNECTED);
		assertAlive(client);
	}

	@Test
	void theFileMayBeReplacedWhileNobodyListens() throws IOException {
		Path file = this.directory.resolve("socket");
		Door door = open(file);
		MqttClient client = unix(MqttVersion.V5, file);
		client.connect();
		door.closeButLeaveFile();
		this.listener.await(Reconnecting.class);
		this.listener.await(Reconnecting.class);
		Files.delete(file);
		open(file);
		eventually(client, ClientState.CONNECTED);
	}

	@Test
	void theFirstConnectWaitsForTheFile() {
		Path file = this.directory.resolve("socket");
		MqttClient client = unix(MqttVersion.V5, file, (builder) -> builder.retryFirstConnect(true));
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		this.listener.await(Reconnecting.class);
		this.listener.await(Reconnecting.class);
		assertThat(connect).isNotDone();
		open(file);
		assertThat(result(connect).server().path()).isEqualTo(file.toString());
	}

	private MqttClient unix(MqttVersion version, Path file) {
		return unix(version, file, (builder) -> {
		});
	}

	private MqttClient unix(MqttVersion version, Path file, Consumer<MqttClientBuilder<?>> options) {
		return client(version, (builder) -> {
			builder.uri("unix:" + file);
			options.accept(builder);
		});
	}

	private Door open(Path file) {
		try {
			Door door = new Door(file, new InetSocketAddress(this.broker.host(), this.broker.port()));
			this.doors.add(door);
			return door;
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * A Unix domain socket that leads to the broker.
	 */
	private static final class Door implements AutoCloseable {

		private final Path file;

		private final InetSocketAddress broker;

		private final ServerSocketChannel server;

		private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();

		Door(Path file, InetSocketAddress broker) throws IOException {
			this.file = file;
			this.broker = broker;
			this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
			this.server.bind(UnixDomainSocketAddress.of(file));
			start(this::accept);
		}

		private static void start(Runnable task) {
			Thread thread = new Thread(task, "unix-door");
			thread.setDaemon(true);
			thread.start();
		}

		private void accept() {
			try {
				while (true) {
					SocketChannel inner = this.server.accept();
					this.channels.add(inner);
					SocketChannel outer = SocketChannel.open(this.broker);
					this.channels.add(outer);
					start(() -> copy(inner, outer));
					start(() -> copy(outer, inner));
				}
			}
			catch (IOException ex) {
				// closed
			}
			closeChannels();
		}

		private static void copy(SocketChannel from, SocketChannel to) {
			ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
			try (from; to) {
				while (from.read(buffer) >= 0) {
					buffer.flip();
					while (buffer.hasRemaining()) {
						to.write(buffer);
					}
					buffer.clear();
				}
			}
			catch (IOException ex) {
				// closed
			}
		}

		private void closeChannels() {
			for (SocketChannel channel : this.channels) {
				try {
					channel.close();
				}
				catch (IOException ex) {
					throw new AssertionError(ex);
				}
			}
		}

		void closeButLeaveFile() {
			try {
				this.server.close();
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
			closeChannels();
		}

		/**
		 * Close, and delete the file, which is not that of a later one.
		 */
		@Override
		public void close() {
			boolean open = this.server.isOpen();
			closeButLeaveFile();
			if (open) {
				try {
					Files.deleteIfExists(this.file);
				}
				catch (IOException ex) {
					throw new AssertionError(ex);
				}
			}
		}

	}

}
