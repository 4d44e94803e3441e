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

package io.zmqtt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLContext;

import io.zmqtt.spi.CredentialsProvider;
import io.zmqtt.spi.MqttClientObserver;
import io.zmqtt.spi.WebSocketRequestProvider;

/**
 * What clients of both protocol versions are built from. Not thread-safe.
 *
 * @param <B> the type of the builder itself
 */
public interface MqttClientBuilder<B extends MqttClientBuilder<B>> {

	/**
	 * Set the port. Default: 1883, or 8883 with TLS; for a URI its port, or that of its
	 * scheme.
	 * @param port from 1 to 65535
	 * @return this builder
	 * @throws IllegalArgumentException if it is out of range
	 */
	B port(int port);

	/**
	 * Set the brokers, which replace host and port of this builder. They are tried in
	 * turn, each with all addresses of its host name, which is looked up anew in each
	 * round; there is a delay only between rounds. They have to be alike: a refusal that
	 * would only repeat itself, by any one of them, ends the client, and the others are
	 * not tried. Such are the reason codes 0x81, 0x82, 0x84, 0x85, 0x8A, 0x8C, 0x90,
	 * 0x95, 0x99, 0x9A and 0x9B of CONNACK (return codes 1 and 2 of MQTT 3.1.1), and
	 * refused credentials as {@link #onAuthFailure} has it. Default: host and port of
	 * this builder.
	 * @param servers at least one server
	 * @return this builder
	 * @throws IllegalArgumentException if there is none
	 */
	B servers(List<ServerAddress> servers);

	/**
	 * Set the brokers, which replace host and port of this builder.
	 * @param servers at least one server
	 * @return this builder
	 * @throws IllegalArgumentException if there is none
	 * @see #servers(List)
	 */
	default B servers(ServerAddress... servers) {
		return servers(List.of(servers));
	}

	/**
	 * Set the brokers by URI, which replace host and port of this builder. A user name
	 * and a password in a URI are the credentials of the client, percent-encoded where
	 * needed; they are forgotten when other brokers take the place of that URI.
	 * <ul>
	 * <li>{@code mqtt://host:port}, or {@code tcp://}: TCP, by default port 1883.</li>
	 * <li>{@code mqtts://host:port}, or {@code ssl://}, {@code tls://}: TLS, by default
	 * port 8883.</li>
	 * <li>{@code ws://host:port/path?query}: WebSocket, by default port 80 and the path
	 * {@code /mqtt}.</li>
	 * <li>{@code wss://host:port/path?query}: WebSocket over TLS, by default port
	 * 443.</li>
	 * <li>{@code unix:/path}: a Unix domain socket.</li>
	 * <li>{@code host:port}: as with {@code mqtt://}.</li>
	 * </ul>
	 * Where the client has TLS options, {@code mqtt} and {@code ws} are encrypted too:
	 * nothing that is configured to be encrypted goes out in the clear.
	 * @param uri a URI
	 * @param others more of them, tried in turn
	 * @return this builder
	 * @throws IllegalArgumentException if one of them cannot be read, or two of them have
	 * different credentials
	 * @see #servers(List)
	 */
	B uri(String uri, String... others);

	/**
	 * Set in which order brokers and their addresses are tried. Default:
	 * {@link ServerOrder#IN_ORDER}.
	 * @param order the order
	 * @return this builder
	 */
	B serverOrder(ServerOrder order);

	/**
	 * Reach the brokers through a proxy. Default: none. Unix domain sockets need none.
	 * @param proxy the proxy
	 * @return this builder
	 */
	B proxy(ProxyOptions proxy);

	/**
	 * Set options of the socket. Default: {@link SocketOptions#defaults()}.
	 * @param options the options
	 * @return this builder
	 */
	B socket(SocketOptions options);

	/**
	 * Set what is sent to open WebSockets. Default: {@link WebSocketRequest#plain()}.
	 * @param request the request
	 * @return this builder
	 */
	B webSocketRequest(WebSocketRequest request);

	/**
	 * Ask for what is sent to open a WebSocket before each connect. Default:
	 * {@link WebSocketRequest#plain()}.
	 * @param provider gives the request
	 * @return this builder
	 */
	B webSocketRequestProvider(WebSocketRequestProvider provider);

	/**
	 * Set options of the transport that name its types: an event loop group, a native
	 * transport, a context for TLS of its own.
	 * @param options {@code io.zmqtt.netty.NettyOptions}
	 * @return this builder
	 * @throws IllegalArgumentException if it is something else
	 */
	B transport(TransportOptions options);

	/**
	 * Set the client identifier. Default: empty, which lets the broker choose one (MQTT
	 * 5) or makes it treat the client as nameless (MQTT 3.1.1).
	 * @param clientId the client identifier
	 * @return this builder
	 * @throws IllegalArgumentException if it cannot be sent as an MQTT string
	 */
	B clientId(String clientId);

	/**
	 * Set the user name and the password. Default: none.
	 * @param username the user name
	 * @param password the password, sent as UTF-8
	 * @return this builder
	 */
	B credentials(String username, String password);

	/**
	 * Set the user name and the password. Default: none.
	 * @param credentials the credentials
	 * @return this builder
	 */
	B credentials(Credentials credentials);

	/**
	 * Ask for the credentials before every CONNECT. Default: none.
	 * @param provider gives the credentials
	 * @return this builder
	 */
	B credentialsProvider(CredentialsProvider provider);

	/**
	 * Set the keep-alive: the longest time without a packet of the client, after which it
	 * sends PINGREQ. Default: 60 s.
	 * @param keepAlive whole seconds from 0 to 65,535; zero switches it off
	 * @return this builder
	 * @throws IllegalArgumentException if it is out of range
	 */
	B keepAlive(Duration keepAlive);

	/**
	 * Set how long the client waits for PINGRESP. Default: 10 s.
	 * @param timeout a positive time
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	B pingTimeout(Duration timeout);

	/**
	 * Set when the broker is asked to forget its session. Default:
	 * {@link CleanStart#AUTOMATIC}.
	 * @param cleanStart the policy
	 * @return this builder
	 */
	B cleanStart(CleanStart cleanStart);

	/**
	 * Set the will. Default: none.
	 * @param will the will
	 * @return this builder
	 */
	B will(Will will);

	/**
	 * Publish a message whenever the client has connected, the first time as well as
	 * after each loss. Default: none.
	 * <p>
	 * It goes out after the subscriptions and before all that the application has
	 * published meanwhile, once the broker's Receive Maximum lets it. At QoS 1 and 2 it
	 * follows what a resumed session has to repeat first (MQTT 5.0, section 4.4). One
	 * that was sent and not acknowledged before the connection was lost is among that,
	 * and the new one follows; in a new session only the new one is sent. A message of
	 * QoS 0 that the application publishes while the birth message of QoS 1 or 2 still
	 * waits goes out at once.
	 * <p>
	 * It takes no room among the pending publishes and is not waited for by
	 * {@link MqttClient#flush}. That the broker refuses it, or does not support what it
	 * asks for, is logged as a warning and reported to nobody; the connection stays.
	 * @param birth the message
	 * @return this builder
	 * @throws IllegalArgumentException if the payload is larger than a PUBLISH can carry
	 */
	B birth(Birth birth);

	/**
	 * Encrypt the connection, with the defaults of {@link TlsOptions}.
	 * @return this builder
	 */
	B tls();

	/**
	 * Encrypt the connection with a context of your own.
	 * @param sslContext the context
	 * @return this builder
	 */
	B tls(SSLContext sslContext);

	/**
	 * Encrypt the connection.
	 * @param options how
	 * @return this builder
	 */
	B tls(TlsOptions options);

	/**
	 * Set how long making a transport connection to one address may take, and how long
	 * the look-up of the host name and the credentials provider may. Default: 10 s.
	 * @param timeout a positive time
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	B connectTimeout(Duration timeout);

	/**
	 * Set how long all may take together that follows once the address has answered: a
	 * proxy, the TLS handshake, the opening of a WebSocket, and the wait for CONNACK with
	 * an authentication exchange. Default: 30 s.
	 * @param timeout a positive time
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	B handshakeTimeout(Duration timeout);

	/**
	 * Set the deadline of connect, publish, subscribe and unsubscribe. Default: 30 s.
	 * @param timeout a positive time
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	B operationTimeout(Duration timeout);

	/**
	 * Set the deadline of disconnect and close. Default: 10 s.
	 * @param timeout a positive time
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	B closeTimeout(Duration timeout);

	/**
	 * Set how the client comes back after a lost connection. Default:
	 * {@link ReconnectPolicy#defaults()}.
	 * @param policy the policy
	 * @return this builder
	 */
	B reconnect(ReconnectPolicy policy);

	/**
	 * Set whether the first connect is retried too. Default: false.
	 * @param retry whether {@link MqttClient#connect()} tries until its deadline, and the
	 * client goes on after that
	 * @return this builder
	 */
	B retryFirstConnect(boolean retry);

	/**
	 * Set what happens when the broker refuses the credentials (return codes 4 and 5 of
	 * MQTT 3.1.1, reason codes 0x86 and 0x87 of MQTT 5). Default:
	 * {@link FailureAction#RETRY}, which gives up before the first connection of this
	 * client and afterwards tries again at the longest delay, so that an outage of an
	 * authentication service does not end a fleet.
	 * @param action {@link FailureAction#FAIL} gives up at any time
	 * @return this builder
	 */
	B onAuthFailure(FailureAction action);

	/**
	 * Set what happens when the broker ends the connection because another client uses
	 * the same client identifier (reason code 0x8E of MQTT 5; MQTT 3.1.1 does not tell).
	 * Default: {@link FailureAction#FAIL}, so that two clients do not throw out each
	 * other for ever.
	 * @param action {@link FailureAction#RETRY} reconnects as after any other loss
	 * @return this builder
	 */
	B onTakenOver(FailureAction action);

	/**
	 * Set how long subscribe and unsubscribe wait for the broker. Default: the operation
	 * timeout.
	 * @param timeout a positive time
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	B subscribeTimeout(Duration timeout);

	/**
	 * Set what becomes of messages of QoS 1 and 2 that are published while there is no
	 * connection. Default: {@link OfflinePolicy#QUEUE}.
	 * @param policy the policy
	 * @return this builder
	 */
	B offlinePolicy(OfflinePolicy policy);

	/**
	 * Set who receives a message that several subscriptions match. Default:
	 * {@link Routing#ALL}.
	 * @param routing the rule
	 * @return this builder
	 */
	B routing(Routing routing);

	/**
	 * Set after which time a message is reported that is not acknowledged and holds back
	 * the acknowledgements of others. Default: 30 seconds; it can take up to a quarter
	 * longer to be noticed.
	 * @param timeout the time
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	B ackStallTimeout(Duration timeout);

	/**
	 * Set what is done with such a message. Default: {@link AckStallPolicy#REPORT}.
	 * @param policy the policy
	 * @return this builder
	 */
	B onAckStall(AckStallPolicy policy);

	/**
	 * Set how many messages of QoS 1 and 2 may be sent before the first of them is
	 * acknowledged. Default: 1,000. The broker's Receive Maximum holds if it is lower.
	 * @param maxInflight from 1 to 65,535
	 * @return this builder
	 * @throws IllegalArgumentException if it is out of range
	 */
	B maxInflight(int maxInflight);

	/**
	 * Set how many publishes may wait to be sent. Default: 10,000.
	 * @param messages at least 1
	 * @return this builder
	 * @throws IllegalArgumentException if it is below 1 or above 8,000,000
	 */
	B maxPendingPublishes(int messages);

	/**
	 * Set how many bytes of topics and payloads may wait to be sent or to be
	 * acknowledged. Default: 64 MiB. One message always fits.
	 * @param bytes at least 1
	 * @return this builder
	 * @throws IllegalArgumentException if it is out of range
	 */
	B maxPendingBytes(long bytes);

	/**
	 * Set the largest packet that the client receives. Default: 32 MiB. A larger one ends
	 * the connection.
	 * @param bytes from 64 to 268,435,460
	 * @return this builder
	 * @throws IllegalArgumentException if it is out of range
	 */
	B maximumPacketSize(int bytes);

	/**
	 * Set how many bytes of received messages of QoS 1 and 2 may be unacknowledged before
	 * the client stops reading. Default: 64 MiB.
	 * @param bytes at least 1
	 * @return this builder
	 * @throws IllegalArgumentException if it is below 1
	 */
	B receiveMaximumBytes(long bytes);

	/**
	 * Set the prefixes of topic filters that the broker knows and that are no part of the
	 * topic, besides {@code $share/group/}: SUBSCRIBE carries them, topic names are
	 * matched against what follows. Default:
	 * {@link TopicFilter#DEFAULT_STRIPPED_PREFIXES}. The given ones take their place; an
	 * empty list is for a broker to which {@code $queue/} is a topic like others.
	 * @param prefixes such as {@code $queue/}; the {@code /} at the end may be left out
	 * @return this builder
	 * @throws MqttInvalidTopicException if one is empty, contains wildcards or is not a
	 * string that MQTT can carry
	 * @throws IllegalArgumentException if one begins with {@code $share/}
	 */
	B strippedPrefixes(List<String> prefixes);

	/**
	 * Set who runs handlers and listeners. Default: daemon threads shared by all clients.
	 * @param executor the executor; it must not run tasks in the calling thread
	 * @return this builder
	 */
	B executor(Executor executor);

	/**
	 * Set who completes futures. Default: the network thread.
	 * @param executor the executor; tasks that it drops leave futures open
	 * @return this builder
	 */
	B completionExecutor(Executor executor);

	/**
	 * Set who is told how long things take, for metrics. Default: nobody.
	 * @param observer the observer, in the place of one that was set before
	 * @return this builder
	 */
	B observer(MqttClientObserver observer);

	/**
	 * Add a listener.
	 * @param listener the listener
	 * @return this builder
	 */
	B listener(MqttClientListener listener);

	/**
	 * Return the client. Nothing is connected yet.
	 * @return a new client
	 * @throws IllegalArgumentException if options contradict each other
	 */
	MqttClient build();

}
