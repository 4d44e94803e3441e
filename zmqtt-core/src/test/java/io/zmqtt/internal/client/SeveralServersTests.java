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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.Credentials;
import io.zmqtt.FailureAction;
import io.zmqtt.MqttAuthException;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerOrder;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Connected;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.client.RecordingListener.Failed;
import io.zmqtt.internal.client.RecordingListener.Reconnecting;
import io.zmqtt.internal.connection.AddressResolver;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.DisconnectProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.test.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which server a client connects to: several in turn, all their addresses, and where a
 * broker sends the client.
 */
class SeveralServersTests extends ScriptedTests {

	private final ScriptedBroker other = ScriptedBroker.start();

	private final ServerAddress first = new ServerAddress(this.broker.host(), this.broker.port());

	private final ServerAddress second = new ServerAddress(this.other.host(), this.other.port());

	@AfterEach
	void closeOther() {
		this.other.close();
	}

	// In turn

	@ParameterizedTest
	@EnumSource
	@Behaviour("U12")
	@Semantics("5.6")
	void u12TheFirstServerThatAnswersIsUsed(MqttVersion version) {
		this.broker.refuseConnections();
		MqttClient client = client(version, (builder) -> builder.servers(this.first, this.second));
		assertThat(client.connect().server()).isEqualTo(this.second);
		assertThat(this.listener.events()).doesNotHaveAnyElementsOfTypes(Reconnecting.class);
	}

	@Test
	void aServerThatRefusesOrClosesIsPassedOver() {
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, ReasonCode.SERVER_UNAVAILABLE));
		MqttClient client = client(MqttVersion.V5, (builder) -> builder.servers(List.of(this.first, this.second)));
		assertThat(client.connect().server()).isEqualTo(this.second);
		assertThat(this.broker.connectionCount()).isOne();
	}

	@Test
	void withoutAnyServerTheLastFailureIsReported() {
		this.broker.refuseConnections();
		this.other.refuseConnections();
		MqttClient client = client(MqttVersion.V5, (builder) -> builder.servers(this.first, this.second));
		assertThat(failure(client.connectAsync(), MqttConnectException.class).server()).isEqualTo(this.second);
	}

	@Test
	@Behaviour("U12")
	@Semantics("5.6")
	void afterALossTheOtherServerTakesOver() {
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.servers(this.first, this.second));
		this.broker.refuseConnections();
		this.broker.accept().reset();
		this.other.accept().expect(Connect.class);
		eventually(client, ClientState.CONNECTED);
		assertThat(client.connectionInfo()).map(ConnectionInfo::server).contains(this.second);
	}

	/**
	 * A server that accepts and drops at once is not the only one that is asked.
	 */
	@Test
	void aServerThatDropsAtOnceDoesNotKeepTheClient() {
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.servers(this.first, this.second));
		this.broker.accept().reset();
		this.other.accept().expect(Connect.class);
		eventually(client, ClientState.CONNECTED);
		assertThat(this.broker.connectionCount()).isOne();
	}

	@Test
	void thereIsADelayOnlyBetweenRounds() {
		this.broker.refuseConnections();
		this.other.refuseConnections();
		MqttClient client = client(MqttVersion.V5,
				(builder) -> builder.servers(this.first, this.second).retryFirstConnect(true));
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		assertThat(this.listener.await(Reconnecting.class).attempt()).isOne();
		assertThat(this.listener.await(Reconnecting.class).server()).isEqualTo(this.first);
		this.other.acceptConnections();
		assertThat(result(connect).server()).isEqualTo(this.second);
	}

	/**
	 * They need not be reached alike.
	 */
	@ParameterizedTest
	@EnumSource
	void serversOfSeveralSchemesAreTriedInTurn(MqttVersion version, @TempDir Path directory) {
		this.other.refuseConnections();
		String closed = this.second.toString();
		MqttClient client = client(version, (builder) -> builder.uri("unix:" + directory + "/none", "ws://" + closed,
				"mqtts://" + closed, "wss://" + closed, "mqtt://" + this.first));
		assertThat(client.connect().server()).isEqualTo(this.first);
		this.broker.accept().expect(Connect.class);
		assertAlive(client);
		assertThat(this.listener.events()).doesNotHaveAnyElementsOfTypes(Reconnecting.class);
	}

	@Test
	void inOrderEachRoundIsAskedFromTheFirstServer() {
		List<ServerAddress> asked = asked(ServerOrder.IN_ORDER, 9);
		assertThat(asked.subList(0, 9)).isEqualTo(repeated(asked.subList(0, 3), 3));
		assertThat(asked.subList(0, 3)).extracting(ServerAddress::host)
			.containsExactly("127.0.0.1", "127.0.0.2", "127.0.0.3");
	}

	/**
	 * Thirty rounds of three servers are all alike once in 6 to the power of 29.
	 */
	@Test
	void shuffledEachRoundAsksAllServersInAnOrderOfItsOwn() {
		List<ServerAddress> asked = asked(ServerOrder.SHUFFLED, 90);
		Set<List<ServerAddress>> rounds = new HashSet<>();
		for (int i = 0; i < 90; i += 3) {
			List<ServerAddress> round = asked.subList(i, i + 3);
			assertThat(round).extracting(ServerAddress::host)
				.containsExactlyInAnyOrder("127.0.0.1", "127.0.0.2", "127.0.0.3");
			rounds.add(round);
		}
		assertThat(rounds).hasSizeGreaterThan(1);
	}

	/**
	 * Return the first servers, of three at which nobody listens, for which the
	 * credentials provider was asked.
	 */
	private List<ServerAddress> asked(ServerOrder order, int number) {
		this.broker.refuseConnections();
		List<ServerAddress> asked = new CopyOnWriteArrayList<>();
		CountDownLatch enough = new CountDownLatch(number);
		List<ServerAddress> servers = Stream.of("127.0.0.1", "127.0.0.2", "127.0.0.3")
			.map((host) -> new ServerAddress(host, this.broker.port()))
			.toList();
		MqttClient client = client(MqttVersion.V5,
				(builder) -> builder.servers(servers)
					.serverOrder(order)
					.retryFirstConnect(true)
					.reconnect(new ReconnectPolicy(true, Duration.ofMillis(1), Duration.ofMillis(1), 1, false, 0))
					.credentialsProvider((server) -> {
						asked.add(server);
						enough.countDown();
						return CompletableFuture.completedFuture(Credentials.NONE);
					}));
		client.connectAsync();
		try {
			assertThat(enough.await(Breach.patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
		return List.copyOf(asked);
	}

	private static <T> List<T> repeated(List<T> list, int times) {
		return Collections.nCopies(times, list).stream().flatMap(List::stream).toList();
	}

	@Test
	void serversAreChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> MqttClient.builder("a").servers(List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> MqttClient.builder("a").servers());
	}

	/**
	 * The guard against storms.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	@Semantics("5.1")
	void brokersThatDropAtOnceAreAskedLessAndLess(int servers) {
		ReconnectPolicy policy = new ReconnectPolicy(true, Duration.ofMillis(4), Duration.ofMillis(64), 2, false, 0);
		client(MqttVersion.V5,
				(builder) -> builder.servers(List.of(this.first, this.second).subList(0, servers)).reconnect(policy))
			.connectAsync();
		for (int i = 1; i <= 7; i++) {
			ScriptedConnection connection = ((servers == 1 || i % 2 == 1) ? this.broker : this.other).accept();
			this.listener.await(Connected.class);
			connection.close();
			Reconnecting event = this.listener.await(Reconnecting.class);
			assertThat(event.attempt()).isEqualTo(i);
			assertThat(event.delay().toMillis()).isEqualTo(Math.min(64, 2L << i));
		}
	}

	// Addresses

	@Test
	@Behaviour("U12")
	@Semantics("5.6")
	void u12AllAddressesOfANameAreTried() {
		MqttClient client = resolving((round) -> List.of("127.0.0.2", "127.0.0.3", this.broker.host()));
		client.connect();
		assertThat(this.broker.connectionCount()).isOne();
		assertAlive(client);
	}

	/**
	 * Behind the first address may be a broker that is broken in any way, not only one
	 * that is down.
	 */
	@Test
	void theNextAddressIsTriedAfterAHandshakeThatFailed() {
		AtomicInteger connects = new AtomicInteger();
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = resolving((round) -> List.of(this.broker.host(), this.broker.host(), this.broker.host()),
				connects);
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		this.broker.accept().close();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.send(new ConnAck(false, ReasonCode.SERVER_BUSY));
		connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.send(new ConnAck(false, ReasonCode.SUCCESS));
		result(connect);
		// the credentials provider is asked on every CONNECT
		assertThat(connects).hasValue(3);
		assertThat(this.listener.events()).doesNotHaveAnyElementsOfTypes(Reconnecting.class);
	}

	@Test
	void aRefusalThatWouldRepeatItselfIsNotTriedAtTheNextAddress() {
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, ReasonCode.BANNED));
		MqttClient client = resolving((round) -> List.of(this.broker.host(), this.broker.host()));
		assertThat(failure(client.connectAsync(), MqttConnectException.class).reasonCode()).contains(ReasonCode.BANNED);
		assertThat(this.broker.connectionCount()).isOne();
	}

	@Test
	@Semantics("5.6")
	void namesAreResolvedAfreshInEachRound() {
		MqttClient client = resolving(
				(round) -> (round < 3) ? List.of("127.0.0.2") : List.of("127.0.0.2", this.broker.host()));
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		this.listener.await(Reconnecting.class);
		this.listener.await(Reconnecting.class);
		result(connect);
		this.broker.accept().reset();
		this.broker.accept();
		eventually(client, ClientState.CONNECTED);
	}

	/**
	 * What is looked up is the answer of this round: an old address is not asked again.
	 */
	@Test
	void aNameThatMovesIsFollowed() {
		List<String> answers = List.of("127.0.0.2", "127.0.0.3", "127.0.0.4");
		AtomicInteger last = new AtomicInteger();
		MqttClient client = resolving((round) -> {
			last.set(round);
			return (round <= answers.size()) ? List.of(answers.get(round - 1)) : List.of(this.broker.host());
		});
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		result(connect);
		assertThat(last).hasValue(4);
		assertThat(this.broker.connectionCount()).isOne();
	}

	/**
	 * A name that is unknown for a while.
	 */
	@Test
	void aNameMayBecomeKnown() {
		MqttClient client = resolving((round) -> (round < 3) ? List.of() : List.of(this.broker.host()));
		result(client.connectAsync());
		assertThat(this.listener.await(Reconnecting.class).attempt()).isOne();
		assertThat(this.listener.await(Reconnecting.class).attempt()).isEqualTo(2);
		assertThat(this.broker.connectionCount()).isOne();
	}

	@Test
	void allAddressesOfAllNamesAreTriedInTurn() {
		List<String> lookedUp = new CopyOnWriteArrayList<>();
		Map<String, List<String>> names = Map.of("a.test", List.of("127.0.0.2", "127.0.0.3"), "c.test",
				List.of("127.0.0.4", this.broker.host()));
		MqttClient client = client(MqttVersion.V5, (builder) -> {
			((ClientBuilder<?>) builder).settings.resolver = (host) -> {
				lookedUp.add(host);
				List<String> addresses = names.get(host);
				if (addresses == null) {
					throw new UnknownHostException(host);
				}
				return resolved(addresses);
			};
			builder.servers(Stream.of("a.test", "b.test", "c.test")
				.map((host) -> new ServerAddress(host, this.broker.port()))
				.toList());
		});
		assertThat(client.connect().server().host()).isEqualTo("c.test");
		assertThat(lookedUp).containsExactly("a.test", "b.test", "c.test");
		assertThat(this.listener.events()).doesNotHaveAnyElementsOfTypes(Reconnecting.class);
	}

	/**
	 * At one of two addresses a server listens that says nothing. A client that begins
	 * with it asks for credentials twice; forty clients begin all alike once in 2 to the
	 * power of 39.
	 */
	@Test
	void shuffledTheAddressesOfANameAreTriedInAnyOrder() throws IOException {
		Set<Integer> asked = new HashSet<>();
		try (ServerSocket silent = new ServerSocket(this.broker.port(), 50, address("127.0.0.2"))) {
			List<String> addresses = List.of(this.broker.host(), silent.getInetAddress().getHostAddress());
			for (int i = 0; i < 40 && asked.size() < 2; i++) {
				AtomicInteger credentials = new AtomicInteger();
				MqttClient client = resolving((round) -> addresses, credentials,
						(builder) -> builder.serverOrder(ServerOrder.SHUFFLED)
							.handshakeTimeout(Duration.ofMillis(200)));
				client.connect();
				asked.add(credentials.get());
			}
		}
		assertThat(asked).containsExactlyInAnyOrder(1, 2);
	}

	private MqttClient resolving(Function<Integer, List<String>> addresses) {
		return resolving(addresses, new AtomicInteger());
	}

	private MqttClient resolving(Function<Integer, List<String>> addresses, AtomicInteger credentials) {
		return resolving(addresses, credentials, (builder) -> {
		});
	}

	private MqttClient resolving(Function<Integer, List<String>> addresses, AtomicInteger credentials,
			Consumer<MqttClientBuilder<?>> options) {
		AtomicInteger rounds = new AtomicInteger();
		AddressResolver resolver = (host) -> {
			assertThat(host).isEqualTo("broker.test");
			List<String> all = addresses.apply(rounds.incrementAndGet());
			if (all.isEmpty()) {
				throw new UnknownHostException(host);
			}
			return resolved(all);
		};
		return client(MqttVersion.V5, (builder) -> {
			((ClientBuilder<?>) builder).settings.resolver = resolver;
			builder.servers(new ServerAddress("broker.test", this.broker.port()))
				.retryFirstConnect(true)
				.credentialsProvider((server) -> {
					credentials.incrementAndGet();
					return CompletableFuture.completedFuture(Credentials.NONE);
				});
			options.accept(builder);
		});
	}

	private static InetAddress[] resolved(List<String> addresses) throws UnknownHostException {
		InetAddress[] resolved = new InetAddress[addresses.size()];
		for (int i = 0; i < resolved.length; i++) {
			resolved[i] = address(addresses.get(i));
		}
		return resolved;
	}

	private static InetAddress address(String address) throws UnknownHostException {
		return InetAddress.getByName(address);
	}

	// Where a broker sends the client

	@ParameterizedTest
	@EnumSource(names = { "USE_ANOTHER_SERVER", "SERVER_MOVED" })
	@Semantics("5.8")
	void aReferenceInConnAckIsFollowed(ReasonCode reasonCode) {
		this.broker.answer(PacketType.CONNECT, (packet) -> refer(reasonCode, this.second.toString()));
		List<ServerAddress> asked = new CopyOnWriteArrayList<>();
		MqttClientV5 client = following((builder) -> builder.credentialsProvider((server) -> {
			asked.add(server);
			return CompletableFuture.completedFuture(Credentials.of("user of " + server.port(), "secret"));
		}));
		assertThat(client.connect().server()).isEqualTo(this.second);
		assertThat(this.other.accept().expect(Connect.class).username()).isEqualTo("user of " + this.second.port());
		assertThat(asked).containsExactly(this.first, this.second);
		assertThat(this.listener.events()).doesNotHaveAnyElementsOfTypes(Reconnecting.class);
	}

	@ParameterizedTest
	@EnumSource(names = { "USE_ANOTHER_SERVER", "SERVER_MOVED" })
	@Semantics("5.8")
	void aReferenceInDisconnectIsFollowed(ReasonCode reasonCode) {
		MqttClientV5 client = following((builder) -> {
		});
		client.connect();
		this.broker.accept()
			.send(new Disconnect(reasonCode,
					new DisconnectProperties(null, null, List.of(), "127.0.0.2:1 " + this.second)));
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isTrue();
		ScriptedConnection connection = this.other.accept();
		connection.expect(Connect.class);
		eventually(client, ClientState.CONNECTED);
		assertThat(this.listener.events()).doesNotHaveAnyElementsOfTypes(Reconnecting.class);

		connection.reset();
		this.listener.await(Reconnecting.class);
		((reasonCode == ReasonCode.SERVER_MOVED) ? this.other : this.broker).accept().expect(Connect.class);
	}

	@Test
	void aServerThatMovedIsForgottenForTheLifeOfTheClient() {
		this.broker.answer(PacketType.CONNECT, (packet) -> refer(ReasonCode.SERVER_MOVED, this.second.toString()));
		MqttClientV5 client = following((builder) -> {
		});
		client.connect();
		client.disconnect();
		client.connect();
		assertThat(this.broker.connectionCount()).isOne();
		assertThat(this.other.connectionCount()).isEqualTo(2);
	}

	/**
	 * U19: a reference is followed only when that is switched on.
	 */
	@ParameterizedTest
	@EnumSource(names = { "USE_ANOTHER_SERVER", "SERVER_MOVED" })
	@Behaviour("U19")
	@Semantics("5.8")
	void u19AReferenceIsNotFollowedUnlessWanted(ReasonCode reasonCode) {
		AtomicInteger connects = new AtomicInteger();
		this.broker.answer(PacketType.CONNECT, (packet) -> (connects.incrementAndGet() == 1)
				? new ConnAck(false, ReasonCode.SUCCESS) : refer(reasonCode, this.second.toString()));
		MqttClientV5 client = v5((builder) -> {
		});
		client.connect();
		this.broker.accept()
			.send(new Disconnect(reasonCode, new DisconnectProperties(null, null, List.of(), this.second.toString())));
		this.listener.await(Reconnecting.class);
		this.broker.accept();
		this.listener.await(Reconnecting.class);
		this.broker.accept();
		assertThat(this.other.connectionCount()).isZero();
		client.close();
		MqttClientV5 another = v5((builder) -> {
		});
		MqttConnectException failure = failure(another.connectAsync(), MqttConnectException.class);
		assertThat(failure.serverReference()).contains(this.second.toString());
		assertThat(this.other.connectionCount()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "mqtt://127.0.0.1", "127.0.0.1:port", "[::1" })
	void aMalformedReferenceIsAnOrdinaryFailure(String reference) {
		this.broker.answer(PacketType.CONNECT, (packet) -> refer(ReasonCode.USE_ANOTHER_SERVER, reference));
		MqttClientV5 client = following((builder) -> {
		});
		assertThat(failure(client.connectAsync(), MqttConnectException.class).reasonCode())
			.contains(ReasonCode.USE_ANOTHER_SERVER);
		assertThat(this.broker.connectionCount()).isOne();
	}

	@Test
	void aCodeWithoutAReferenceIsAnOrdinaryFailure() {
		this.broker.answer(PacketType.CONNECT, (packet) -> refer(ReasonCode.SERVER_MOVED, null));
		assertThat(failure(following((builder) -> {
		}).connectAsync(), MqttConnectException.class).reasonCode()).contains(ReasonCode.SERVER_MOVED);
	}

	/**
	 * A reference that comes with another code is not followed.
	 */
	@Test
	void onlyTheTwoCodesAreFollowed() {
		this.broker.answer(PacketType.CONNECT, (packet) -> refer(ReasonCode.SERVER_BUSY, this.second.toString()));
		assertThat(failure(following((builder) -> {
		}).connectAsync(), MqttConnectException.class).reasonCode()).contains(ReasonCode.SERVER_BUSY);
		assertThat(this.other.connectionCount()).isZero();
	}

	@ParameterizedTest
	@EnumSource(names = { "USE_ANOTHER_SERVER", "SERVER_MOVED" })
	void serversThatReferToEachOtherAreNotAskedWithoutADelay(ReasonCode reasonCode) {
		this.broker.answer(PacketType.CONNECT, (packet) -> refer(reasonCode, this.second.toString()));
		this.other.answer(PacketType.CONNECT, (packet) -> refer(reasonCode, this.first.toString()));
		MqttClientV5 once = following((builder) -> {
		});
		failure(once.connectAsync(), MqttConnectException.class);
		assertThat(this.broker.connectionCount() + this.other.connectionCount()).isEqualTo(6);

		following((builder) -> builder.retryFirstConnect(true)
			.reconnect(new ReconnectPolicy(true, Duration.ofMillis(20), Duration.ofDays(1), 1000, false, 0)))
			.connectAsync();
		this.listener.await(Reconnecting.class);
		assertThat(this.listener.await(Reconnecting.class).delay()).isEqualTo(Duration.ofSeconds(20));
		assertThat(this.broker.connectionCount() + this.other.connectionCount()).isEqualTo(18);
	}

	@Test
	void serversThatAcceptAndReferToEachOtherAreNotAskedWithoutADelay() {
		following((builder) -> builder
			.reconnect(new ReconnectPolicy(true, Duration.ofMillis(20), Duration.ofDays(1), 1000, false, 0)))
			.connectAsync();
		for (int i = 0; i < 12; i++) {
			ScriptedConnection connection = ((i % 2 == 0) ? this.broker : this.other).accept();
			this.listener.await(Connected.class);
			assertThat(reconnects()).hasSize(i / 6);
			ServerAddress target = (i % 2 == 0) ? this.second : this.first;
			connection.send(new Disconnect(ReasonCode.USE_ANOTHER_SERVER,
					new DisconnectProperties(null, null, List.of(), target.toString())));
		}
		eventually(() -> assertThat(reconnects()).containsExactly(Duration.ofMillis(20), Duration.ofSeconds(20)));
	}

	private List<Duration> reconnects() {
		return this.listener.events()
			.stream()
			.filter(Reconnecting.class::isInstance)
			.map((event) -> ((Reconnecting) event).delay())
			.toList();
	}

	/**
	 * The policy of TLS goes along: the certificate has to be for the host that the
	 * reference names.
	 */
	@Test
	@Behaviour("U19")
	@Semantics("5.8")
	void aReferenceDoesNotEscapeTls(@TempDir Path directory) {
		TestCertificates certificates = TestCertificates.create(directory);
		SSLContext context = ConnectFailureTests.serverContext(certificates.server("localhost"));
		try (ScriptedBroker secure = ScriptedBroker.start(context)) {
			secure.answer(PacketType.CONNECT, (packet) -> refer(ReasonCode.USE_ANOTHER_SERVER,
					this.second.toString() + " 127.0.0.1:" + secure.port()));
			MqttClientV5 client = following((builder) -> builder.servers(new ServerAddress("localhost", secure.port()))
				.handshakeTimeout(Duration.ofSeconds(2))
				.tls(certificates.clientContext(null)));
			MqttConnectException failure = failure(client.connectAsync(), MqttConnectException.class);
			assertThat(failure.failure()).isEqualTo(Failure.TLS_HOST_NAME);
			assertThat(failure.server().host()).isEqualTo("127.0.0.1");
			assertThat(this.other.accept().received()).isEmpty();
		}
	}

	private MqttClientV5 following(Consumer<MqttClientV5.Builder> options) {
		return v5((builder) -> {
			builder.followServerReference(true);
			options.accept(builder);
		});
	}

	private static Packet refer(ReasonCode reasonCode, @Nullable String reference) {
		return new ConnAck(false, reasonCode, new ConnAckProperties(null, null, null, null, null, null, null, null,
				List.of(), null, null, null, null, null, reference, null, null));
	}

	// Giving up

	@ParameterizedTest
	@EnumSource
	@Semantics("5.3")
	void refusedCredentialsAreTriedAgainUnlessForbidden(FailureAction action) {
		AtomicInteger connects = new AtomicInteger();
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false,
				(connects.incrementAndGet() == 2) ? ReasonCode.NOT_AUTHORIZED : ReasonCode.SUCCESS));
		MqttClient client = connected(MqttVersion.V3_1_1, (builder) -> builder.onAuthFailure(action));
		this.broker.accept().reset();
		this.broker.accept();
		if (action == FailureAction.RETRY) {
			this.broker.accept();
			eventually(client, ClientState.CONNECTED);
		}
		else {
			assertThat(this.listener.await(Failed.class).cause()).isInstanceOf(MqttAuthException.class);
			assertThat(client.state()).isEqualTo(ClientState.FAILED);
			this.broker.expectNoConnection(A_WHILE);
		}
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("5.3")
	void credentialsThatNeverWorkedAreNotTriedAgain(FailureAction action) {
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, ReasonCode.BAD_USER_NAME_OR_PASSWORD));
		MqttClient client = client(MqttVersion.V5, (builder) -> builder.onAuthFailure(action).retryFirstConnect(true));
		failure(client.connectAsync(), MqttAuthException.class);
		assertThat(this.broker.connectionCount()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("5.4")
	void aSessionTakenOverIsTakenBackOnlyWhenWanted(FailureAction action) {
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.onTakenOver(action));
		this.broker.accept().send(new Disconnect(ReasonCode.SESSION_TAKEN_OVER));
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isEqualTo(action == FailureAction.RETRY);
		if (action == FailureAction.RETRY) {
			this.broker.accept();
			eventually(client, ClientState.CONNECTED);
		}
		else {
			eventually(client, ClientState.FAILED);
			this.broker.expectNoConnection(A_WHILE);
		}
	}

}
