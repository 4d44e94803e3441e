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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyServerConnection;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;

/**
 * One run of an Artemis server that speaks MQTT only.
 */
final class ArtemisServer {

	private static final String PLAIN = "mqtt";

	private static final String TLS = "mqtts";

	private static final List<String> ACCEPTORS = List.of(PLAIN, TLS);

	private static final String ALL = "#";

	private final ActiveMQServer server;

	private final ConnectGate gate;

	private ArtemisServer(ActiveMQServer server, ConnectGate gate) {
		this.server = server;
		this.gate = gate;
	}

	static ArtemisServer start(BrokerSettings settings, String host, int port, int tlsPort, Path workDirectory)
			throws Exception {
		Configuration configuration = configuration(settings, host, port, tlsPort, workDirectory);
		Credentials credentials = new Credentials(settings.credentials());
		ActiveMQServer server = configuration.isPersistenceEnabled()
				? new PersistentArtemisServer(configuration, credentials)
				: new ActiveMQServerImpl(configuration, null, credentials);
		AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
		server.registerActivationFailureListener(failure::set);
		ConnectGate gate = new ConnectGate(settings.versions());
		ArtemisServer artemis = new ArtemisServer(server, gate);
		try {
			server.start();
			server.getRemotingService().addIncomingInterceptor(gate);
			Exception cause = failure.get();
			if (cause != null) {
				throw cause;
			}
			if (artemis.port() <= 0 || (settings.keyStore() != null && artemis.tlsPort() <= 0)) {
				throw new IllegalStateException("The server does not listen");
			}
			return artemis;
		}
		catch (Exception ex) {
			artemis.stop();
			throw ex;
		}
	}

	int port() {
		return actualPort(PLAIN);
	}

	int tlsPort() {
		return actualPort(TLS);
	}

	private int actualPort(String name) {
		return (this.server.getRemotingService().getAcceptor(name) instanceof NettyAcceptor acceptor)
				? acceptor.getActualPort() : -1;
	}

	/**
	 * Reset all connections, and return when that is done.
	 */
	void disconnectClients() {
		forEachChannel((channel) -> channel.eventLoop().submit(() -> cut(channel)).awaitUninterruptibly());
	}

	private void forEachChannel(Consumer<Channel> action) {
		for (String name : ACCEPTORS) {
			if (this.server.getRemotingService().getAcceptor(name) instanceof NettyAcceptor acceptor) {
				for (NettyServerConnection connection : acceptor.getConnections().values()) {
					action.accept(connection.getNettyChannel());
				}
			}
		}
	}

	private static void cut(Channel channel) {
		if (channel.isOpen()) {
			channel.config().setOption(ChannelOption.SO_LINGER, 0);
			// from the first handler a close passes by the one that would say goodbye in
			// TLS
			ChannelHandlerContext first = channel.pipeline().firstContext();
			if (first != null) {
				first.close();
			}
		}
	}

	/**
	 * Reset all connections and listen no more.
	 * @return how to listen again
	 */
	Listeners cut() throws Exception {
		List<TransportConfiguration> configurations = new ArrayList<>();
		disconnectClients();
		for (String name : ACCEPTORS) {
			if (this.server.getRemotingService().getAcceptor(name) instanceof NettyAcceptor acceptor) {
				Map<String, Object> parameters = new HashMap<>(acceptor.getConfiguration());
				parameters.put(TransportConstants.PORT_PROP_NAME, acceptor.getActualPort());
				configurations.add(acceptor(name, parameters));
				this.server.getRemotingService().destroyAcceptor(name);
			}
		}
		return new Listeners(configurations);
	}

	void listen(Listeners listeners) throws Exception {
		for (TransportConfiguration configuration : listeners.configurations()) {
			this.server.getRemotingService().createAcceptor(configuration).start();
		}
	}

	void stall() {
		this.gate.stalled(true);
		forEachChannel(Stall::begin);
	}

	void endStall() {
		this.gate.stalled(false);
		forEachChannel(Stall::end);
	}

	void stop() throws Exception {
		// what must not happen when a process ends: wills are sent, sessions are cleaned
		// up
		for (RemotingConnection connection : this.server.getRemotingService().getConnections()) {
			connection.removeFailureListeners();
			connection.removeCloseListeners();
		}
		disconnectClients();
		this.server.stop();
	}

	private static Configuration configuration(BrokerSettings settings, String host, int port, int tlsPort,
			Path workDirectory) throws Exception {
		boolean persistent = settings.directory() != null;
		ConfigurationImpl configuration = new ConfigurationImpl();
		configuration.setName("zmqtt-test");
		configuration.setPersistenceEnabled(persistent);
		configuration.setPersistIDCache(persistent);
		configuration.setMqttSubscriptionPersistenceEnabled(persistent);
		configuration.setBindingsDirectory(workDirectory.resolve("bindings").toString());
		configuration.setJournalDirectory(workDirectory.resolve("journal").toString());
		configuration.setPagingDirectory(workDirectory.resolve("paging").toString());
		configuration.setLargeMessagesDirectory(workDirectory.resolve("large-messages").toString());
		configuration.setJournalType(JournalType.NIO);
		// what is written survives a kill of the process; a crash of the machine need not
		configuration.setJournalDatasync(false);
		configuration.setSecurityEnabled(!settings.credentials().isEmpty());
		configuration.setJMXManagementEnabled(false);
		configuration.setCriticalAnalyzer(false);
		// a full disk must not block publishers
		configuration.setMaxDiskUsage(-1);
		configuration.setGlobalMaxSize(-1);
		configuration.setScheduledThreadPoolMaxSize(2);
		configuration.setMqttSessionScanInterval(100);
		configuration.setMessageExpiryScanPeriod(500);
		configuration.setConnectionTtlCheckInterval(500);
		AddressSettings address = new AddressSettings();
		address.setMaxDeliveryAttempts(-1);
		address.setMaxSizeBytes(-1);
		configuration.addAddressSetting(ALL, address);
		configuration.putSecurityRoles(ALL, Set.of());
		configuration.addAcceptorConfiguration(acceptor(PLAIN, host, port, Map.of()));
		if (settings.keyStore() != null) {
			configuration.addAcceptorConfiguration(
					acceptor(TLS, host, tlsPort, tlsParameters(settings.keyStore(), settings.trustStore())));
		}
		return configuration;
	}

	private static TransportConfiguration acceptor(String name, String host, int port, Map<String, Object> more) {
		Map<String, Object> parameters = new HashMap<>(more);
		parameters.put(TransportConstants.HOST_PROP_NAME, host);
		parameters.put(TransportConstants.PORT_PROP_NAME, port);
		parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, "MQTT");
		parameters.put(TransportConstants.USE_EPOLL_PROP_NAME, false);
		parameters.put(TransportConstants.USE_KQUEUE_PROP_NAME, false);
		parameters.put(TransportConstants.REMOTING_THREADS_PROPNAME, 2);
		parameters.put(TransportConstants.QUIET_PERIOD, 0);
		return acceptor(name, parameters);
	}

	private static TransportConfiguration acceptor(String name, Map<String, Object> parameters) {
		// what only the MQTT protocol knows goes through the extra parameters
		return new TransportConfiguration(NettyAcceptorFactory.class.getName(), parameters, name,
				Map.of("serverKeepAlive", "-1"));
	}

	private static Map<String, Object> tlsParameters(BrokerSettings.Store keyStore,
			BrokerSettings.@Nullable Store trustStore) {
		Map<String, Object> parameters = new HashMap<>();
		parameters.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
		parameters.put(TransportConstants.KEYSTORE_TYPE_PROP_NAME, "PKCS12");
		parameters.put(TransportConstants.KEYSTORE_PATH_PROP_NAME, keyStore.path().toString());
		parameters.put(TransportConstants.KEYSTORE_PASSWORD_PROP_NAME, keyStore.password());
		if (trustStore != null) {
			parameters.put(TransportConstants.NEED_CLIENT_AUTH_PROP_NAME, true);
			parameters.put(TransportConstants.TRUSTSTORE_TYPE_PROP_NAME, "PKCS12");
			parameters.put(TransportConstants.TRUSTSTORE_PATH_PROP_NAME, trustStore.path().toString());
			parameters.put(TransportConstants.TRUSTSTORE_PASSWORD_PROP_NAME, trustStore.password());
		}
		return parameters;
	}

	/**
	 * What the server listened with.
	 *
	 * @param configurations of the acceptors, with their actual ports
	 */
	record Listeners(List<TransportConfiguration> configurations) {

	}

	/**
	 * Who has a right password may do everything.
	 */
	private record Credentials(Map<String, String> passwords) implements ActiveMQSecurityManager {

		@Override
		public boolean validateUser(@Nullable String user, @Nullable String password) {
			return user != null && password != null && password.equals(this.passwords.get(user));
		}

		@Override
		public boolean validateUserAndRole(@Nullable String user, @Nullable String password, Set<Role> roles,
				CheckType checkType) {
			return validateUser(user, password);
		}

		@Override
		public String toString() {
			return "Credentials";
		}

	}

}
