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
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttVersion;
import io.zmqtt.ProxyOptions;
import io.zmqtt.ServerAddress;
import io.zmqtt.SocketOptions;
import io.zmqtt.netty.NettyOptions;
import io.zmqtt.test.Mosquitto;
import io.zmqtt.test.ProxyServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What socket options do, as the broker or the operating system sees it.
 */
class SocketOptionsTests extends ScriptedTests {

	/**
	 * The whole of 127.0.0.0/8 is this host on Linux.
	 */
	private static final String OTHER_LOOPBACK = "127.0.0.77";

	private static EventLoopGroup group;

	private final List<Channel> channels = new CopyOnWriteArrayList<>();

	@BeforeAll
	static void startEventLoops() {
		group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
	}

	@AfterAll
	static void stopEventLoops() {
		group.shutdownGracefully();
	}

	// Addresses

	@ParameterizedTest
	@EnumSource
	void theLocalAddress(MqttVersion version) throws IOException {
		assumeOtherLoopback();
		connected(version, (builder) -> builder.socket(SocketOptions.builder().localAddress(OTHER_LOOPBACK).build()));
		assertThat(this.broker.accept().peer().getAddress().getHostAddress()).isEqualTo(OTHER_LOOPBACK);
		connected(version);
		assertThat(this.broker.accept().peer().getAddress().getHostAddress()).isEqualTo(this.broker.host());
	}

	@Test
	void theLocalAddressIsUsedAgainAtEachConnect() throws IOException {
		assumeOtherLoopback();
		connected(MqttVersion.V5,
				(builder) -> builder.socket(SocketOptions.builder().localAddress(OTHER_LOOPBACK).build()));
		ScriptedConnection first = this.broker.accept();
		first.reset();
		ScriptedConnection second = this.broker.accept();
		assertThat(second.peer().getAddress()).isEqualTo(first.peer().getAddress());
		assertThat(second.peer().getPort()).isNotEqualTo(first.peer().getPort());
	}

	@ParameterizedTest
	@EnumSource
	void theLocalPort(MqttVersion version) throws IOException {
		int port = freePort();
		connected(version, (builder) -> builder.socket(SocketOptions.builder().localPort(port).build()));
		assertThat(this.broker.accept().peer().getPort()).isEqualTo(port);
		int other = freePort();
		connected(version, (builder) -> builder
			.socket(SocketOptions.builder().localAddress(this.broker.host()).localPort(other).build()));
		assertThat(this.broker.accept().peer()).isEqualTo(new InetSocketAddress(this.broker.host(), other));
	}

	/**
	 * A name may stand for addresses of both kinds.
	 */
	@Test
	void theLocalAddressIsOfTheKindOfTheBrokers() throws IOException {
		assumeOtherLoopback();
		MqttClient client = client(MqttVersion.V5, (builder) -> {
			builder.socket(SocketOptions.builder().localAddress("here.test").build());
			((ClientBuilder<?>) builder).settings.resolver = (host) -> host.equals("here.test")
					? new InetAddress[] { InetAddress.getByName("::1"), InetAddress.getByName(OTHER_LOOPBACK) }
					: InetAddress.getAllByName(host);
		});
		client.connect();
		assertThat(this.broker.accept().peer().getAddress().getHostAddress()).isEqualTo(OTHER_LOOPBACK);
	}

	@Test
	void theLocalAddressTowardsAProxy() throws IOException {
		assumeOtherLoopback();
		try (ProxyServer proxy = ProxyServer.tinyproxy()) {
			connected(MqttVersion.V5, (builder) -> builder.proxy(ProxyOptions.http(proxy.host(), proxy.port()))
				.socket(SocketOptions.builder().localAddress(OTHER_LOOPBACK).build()));
			assertThat(proxy.output()).contains(": " + OTHER_LOOPBACK);
		}
	}

	@Test
	void aLocalAddressOfAnotherHost() {
		assertThat(bindFailure(SocketOptions.builder().localAddress("192.0.2.1").build()))
			.hasMessageContaining("Cannot assign requested address");
	}

	@Test
	void anUnknownLocalAddress() {
		assertThat(bindFailure(SocketOptions.builder().localAddress("no-such-host.invalid").build()))
			.hasMessageContaining("'no-such-host.invalid' is unknown")
			.hasRootCauseInstanceOf(UnknownHostException.class);
	}

	@Test
	void aLocalPortThatIsTaken() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			assertThat(bindFailure(
					SocketOptions.builder().localAddress("127.0.0.1").localPort(taken.getLocalPort()).build()))
				.hasMessageContaining("Address already in use");
		}
	}

	private MqttConnectException bindFailure(SocketOptions options) {
		MqttClient client = client(MqttVersion.V5, (builder) -> builder.socket(options));
		MqttConnectException failure = failure(client.connectAsync(), MqttConnectException.class);
		assertThat(failure.failure()).as(failure.toString()).isEqualTo(Failure.UNREACHABLE);
		assertThat(failure).hasMessageContaining(this.broker.host() + ":" + this.broker.port())
			.hasMessageContaining("the local address cannot be used")
			.hasMessageContaining("Check the local address and port of the socket options");
		this.broker.expectNoConnection(A_WHILE);
		return failure;
	}

	// What the operating system is told

	@Test
	void theDefaults() throws IOException {
		Channel channel = channelOf(SocketOptions.defaults());
		assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY)).isTrue();
		assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isFalse();
	}

	@Test
	void noDelayAndKeepAlive() throws IOException {
		Channel channel = channelOf(SocketOptions.builder().noDelay(false).keepAlive(true).build());
		assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY)).isFalse();
		assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
	}

	/**
	 * Linux doubles what it is asked for.
	 */
	@Test
	void buffers() throws IOException {
		Channel channel = channelOf(SocketOptions.builder().sendBufferSize(30_000).receiveBufferSize(20_000).build());
		assertThat(channel.config().getOption(ChannelOption.SO_SNDBUF)).isBetween(30_000, 60_000);
		assertThat(channel.config().getOption(ChannelOption.SO_RCVBUF)).isBetween(20_000, 40_000);
	}

	@Test
	void buffersOfAUnixDomainSocket() {
		Mosquitto.assumeAvailable();
		try (Mosquitto mosquitto = Mosquitto.builder().unixSocket().start()) {
			MqttClient client = client(MqttVersion.V5,
					(builder) -> observe(builder)
						.servers(new ServerAddress(ServerAddress.Scheme.UNIX, "", 0, mosquitto.unixSocket().toString()))
						// neither of these applies
						.socket(SocketOptions.builder()
							.sendBufferSize(30_000)
							.receiveBufferSize(20_000)
							.localAddress("192.0.2.1")
							.localPort(1)
							.build()));
			client.connect();
			Channel channel = this.channels.get(0);
			assertThat(channel).isInstanceOf(NioDomainSocketChannel.class);
			assertThat(channel.config().getOption(ChannelOption.SO_SNDBUF)).isBetween(30_000, 60_000);
			assertThat(channel.config().getOption(ChannelOption.SO_RCVBUF)).isBetween(20_000, 40_000);
			client.disconnect();
		}
	}

	private Channel channelOf(SocketOptions options) {
		connected(MqttVersion.V5, (builder) -> observe(builder).socket(options));
		assertThat(this.channels).hasSize(1);
		return this.channels.get(0);
	}

	private MqttClientBuilder<?> observe(MqttClientBuilder<?> builder) {
		builder.transport(NettyOptions.builder()
			.eventLoops(group, () -> observed(new NioSocketChannel()), () -> observed(new NioDomainSocketChannel()))
			.build());
		return builder;
	}

	private Channel observed(Channel channel) {
		this.channels.add(channel);
		return channel;
	}

	// What makes no sense

	@Test
	void valuesOutOfRange() {
		SocketOptions.Builder builder = SocketOptions.builder();
		List<Consumer<SocketOptions.Builder>> wrong = List.of((options) -> options.localPort(-1),
				(options) -> options.localPort(65536), (options) -> options.localAddress(" "),
				(options) -> options.sendBufferSize(0), (options) -> options.receiveBufferSize(-1));
		wrong.forEach((option) -> assertThatIllegalArgumentException().isThrownBy(() -> option.accept(builder)));
		assertThat(builder.build()).hasToString(SocketOptions.defaults().toString());
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.getLocalPort();
		}
	}

	private static void assumeOtherLoopback() throws IOException {
		boolean usable = true;
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(OTHER_LOOPBACK, 0));
		}
		catch (BindException ex) {
			usable = false;
		}
		Assumptions.assumeTrue(usable, OTHER_LOOPBACK + " is no address of this host: this test is skipped");
	}

}
