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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.ClusterConnectionConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyServerConnection;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.cluster.RemoteQueueBinding;
import org.apache.activemq.artemis.core.server.cluster.impl.MessageLoadBalancingType;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.jspecify.annotations.Nullable;

/**
 * A node of an {@link ArtemisCluster}, with a journal that outlives it.
 */
public final class ArtemisNode {

	static final String HOST = "localhost";

	private static final String MQTT = "mqtt";

	private static final String CLUSTER = "cluster";

	/**
	 * A queue that each node has from its start: the other knows it once it has learned
	 * what is here.
	 */
	private static final String PROBE = "probe";

	private final String name;

	private final Path directory;

	private final int port;

	private final int clusterPort;

	private final int otherClusterPort;

	private int crashes;

	private @Nullable ExecutorService threads;

	private volatile @Nullable ActiveMQServer server;

	ArtemisNode(String name, Path directory, int port, int clusterPort, int otherClusterPort) {
		this.name = name;
		this.directory = directory;
		this.port = port;
		this.clusterPort = clusterPort;
		this.otherClusterPort = otherClusterPort;
	}

	/**
	 * Return the host to connect to.
	 * @return {@code localhost}
	 */
	public String host() {
		return HOST;
	}

	/**
	 * Return the port for MQTT, which remains the same over a restart.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Start the server, with what its journal holds.
	 * @throws IllegalStateException if it cannot be started
	 */
	public void start() {
		ArtemisLogging.quieten();
		try {
			ActiveMQServer started = new PersistentArtemisServer(configuration(), new ActiveMQJAASSecurityManager());
			// its own threads it would give ten seconds to end, which a node needs that
			// has
			// lost the other one before
			ExecutorService pool = Executors.newCachedThreadPool(new DefaultThreadFactory(this.name, true));
			this.threads = pool;
			started.getServiceRegistry().setExecutorService(pool);
			AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
			started.registerActivationFailureListener(failure::set);
			this.server = started;
			started.start();
			Exception cause = failure.get();
			if (cause != null) {
				throw cause;
			}
			for (String acceptor : List.of(MQTT, CLUSTER)) {
				if (!started.getRemotingService().getAcceptor(acceptor).isStarted()) {
					throw new IllegalStateException("The server does not listen");
				}
			}
		}
		catch (Exception ex) {
			stop();
			throw new IllegalStateException("Could not start " + this, ex);
		}
	}

	/**
	 * Stop the server in good order. Does nothing if it is not running.
	 * <p>
	 * Clients are sent away first. A server that stops leaves its cluster before it
	 * closes their connections, and what it accepts in between would not go to
	 * subscribers of the other node.
	 */
	public void stop() {
		end((current) -> {
			Acceptor acceptor = current.getRemotingService().getAcceptor(MQTT);
			if (acceptor != null) {
				acceptor.stop();
			}
			current.stop();
		});
	}

	/**
	 * Make the server vanish as if its process had been killed: it takes no connection
	 * any more, all connections are reset, and the next start finds the files as they are
	 * now, whatever this server still does to its own while it ends.
	 */
	public void crash() {
		end((current) -> {
			for (Acceptor acceptor : current.getRemotingService().getAcceptors().values()) {
				acceptor.pause();
			}
			for (RemotingConnection connection : current.getRemotingService().getConnections()) {
				connection.removeFailureListeners();
				connection.removeCloseListeners();
			}
			for (Acceptor acceptor : current.getRemotingService().getAcceptors().values()) {
				((NettyAcceptor) acceptor).getConnections().values().forEach(ArtemisNode::reset);
			}
			current.getClusterManager().stop();
			Path before = files();
			this.crashes++;
			copy(before, files());
			current.fail(false);
		});
	}

	private void end(Ending ending) {
		ActiveMQServer current = this.server;
		this.server = null;
		if (current != null) {
			try {
				ending.end(current);
			}
			catch (Exception ex) {
				throw new IllegalStateException("Could not end " + this, ex);
			}
			finally {
				if (this.threads != null) {
					this.threads.shutdownNow();
				}
			}
		}
	}

	private static void reset(NettyServerConnection connection) {
		Channel channel = connection.getNettyChannel();
		channel.config().setOption(ChannelOption.SO_LINGER, 0);
		channel.close().awaitUninterruptibly();
	}

	private static void copy(Path from, Path to) throws IOException {
		try (Stream<Path> files = Files.walk(from)) {
			files.forEach((file) -> {
				try {
					Files.copy(file, to.resolve(from.relativize(file)));
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}
	}

	/**
	 * Return whether the node knows what the other one has, and can forward to it.
	 */
	boolean isLinked() {
		ActiveMQServer current = this.server;
		if (current == null || !current.isActive()) {
			return false;
		}
		try {
			return current.getPostOffice()
				.getBindingsForAddress(SimpleString.of(PROBE))
				.getBindings()
				.stream()
				.anyMatch((binding) -> binding instanceof RemoteQueueBinding && binding.isConnected());
		}
		catch (Exception ex) {
			throw new IllegalStateException("Could not look for what " + this + " knows", ex);
		}
	}

	/**
	 * Return how many messages a queue of this node holds, those included that were sent
	 * to a subscriber and not acknowledged.
	 * @param queue the name of the queue, for a shared subscription {@code group.filter}
	 * with the wildcards of Artemis
	 * @return a number of messages
	 * @throws IllegalStateException if there is no such queue
	 */
	public long messages(String queue) {
		ActiveMQServer current = this.server;
		Queue found = (current != null) ? current.locateQueue(SimpleString.of(queue)) : null;
		if (found == null) {
			throw new IllegalStateException("No queue " + queue + " on " + this);
		}
		return found.getMessageCount();
	}

	/**
	 * Describe what lies on this node, for a failing test.
	 * @return the queues with messages
	 */
	public String queues() {
		ActiveMQServer current = this.server;
		if (current == null) {
			return this + " is down";
		}
		return this + ": "
				+ current.getPostOffice()
					.getAllBindings()
					.filter((binding) -> binding instanceof QueueBinding)
					.map((binding) -> ((QueueBinding) binding).getQueue())
					.map((queue) -> queue.getName() + " " + queue.getMessageCount() + " messages, "
							+ queue.getDeliveringCount() + " delivering to " + queue.getConsumerCount())
					.collect(Collectors.joining("; "));
	}

	@Override
	public String toString() {
		return this.name + " on " + HOST + ":" + this.port;
	}

	private Path files() {
		return this.directory.resolve(this.name + "-" + this.crashes);
	}

	private ConfigurationImpl configuration() throws Exception {
		ConfigurationImpl configuration = new ConfigurationImpl();
		configuration.setName(this.name);
		configuration.setPersistenceEnabled(true);
		configuration.setBindingsDirectory(files().resolve("bindings").toString());
		configuration.setJournalDirectory(files().resolve("journal").toString());
		configuration.setPagingDirectory(files().resolve("paging").toString());
		configuration.setLargeMessagesDirectory(files().resolve("large-messages").toString());
		configuration.setNodeManagerLockDirectory(files().resolve("lock").toString());
		configuration.setJournalType(JournalType.NIO);
		configuration.setJournalFileSize(1024 * 1024);
		// what is written survives a kill of the process; a crash of the machine need not
		configuration.setJournalDatasync(false);
		configuration.setSecurityEnabled(false);
		configuration.setClusterUser("cluster");
		configuration.setClusterPassword("not the default");
		configuration.setJMXManagementEnabled(false);
		configuration.setCriticalAnalyzer(false);
		configuration.setMaxDiskUsage(-1);
		configuration.setGlobalMaxSize(-1);
		configuration.setScheduledThreadPoolMaxSize(2);
		AddressSettings address = new AddressSettings();
		address.setRedistributionDelay(0);
		address.setMaxDeliveryAttempts(-1);
		address.setMaxSizeBytes(-1);
		configuration.addAddressSetting("#", address);
		configuration.addQueueConfiguration(QueueConfiguration.of(PROBE).setRoutingType(RoutingType.ANYCAST));
		configuration.addAcceptorConfiguration(acceptor(MQTT, this.port, "MQTT"));
		configuration.addAcceptorConfiguration(acceptor(CLUSTER, this.clusterPort, "CORE"));
		configuration.addConnectorConfiguration("self", connector("self", this.clusterPort));
		configuration.addConnectorConfiguration("other", connector("other", this.otherClusterPort));
		configuration.addClusterConfiguration(new ClusterConnectionConfiguration().setName(CLUSTER)
			.setConnectorName("self")
			.setStaticConnectors(List.of("other"))
			.setMessageLoadBalancingType(MessageLoadBalancingType.ON_DEMAND)
			.setDuplicateDetection(true)
			.setMaxHops(1)
			// a node that stops waits for the confirmation of what it has forwarded
			.setConfirmationWindowSize(1)
			.setRetryInterval(100)
			.setMaxRetryInterval(100)
			.setReconnectAttempts(-1)
			.setInitialConnectAttempts(-1)
			.setClientFailureCheckPeriod(500)
			.setConnectionTTL(2000)
			.setCallTimeout(5000)
			.setClusterNotificationInterval(100));
		return configuration;
	}

	private static TransportConfiguration acceptor(String name, int port, String protocol) {
		Map<String, Object> parameters = address(port);
		parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, protocol);
		parameters.put(TransportConstants.USE_EPOLL_PROP_NAME, false);
		parameters.put(TransportConstants.USE_KQUEUE_PROP_NAME, false);
		parameters.put(TransportConstants.REMOTING_THREADS_PROPNAME, 2);
		parameters.put(TransportConstants.QUIET_PERIOD, 0);
		return new TransportConfiguration(NettyAcceptorFactory.class.getName(), parameters, name, Map.of());
	}

	private static TransportConfiguration connector(String name, int port) {
		return new TransportConfiguration(NettyConnectorFactory.class.getName(), address(port), name);
	}

	private static Map<String, Object> address(int port) {
		Map<String, Object> parameters = new HashMap<>();
		parameters.put(TransportConstants.HOST_PROP_NAME, HOST);
		parameters.put(TransportConstants.PORT_PROP_NAME, port);
		return parameters;
	}

	/**
	 * How a server comes to its end.
	 */
	@FunctionalInterface
	private interface Ending {

		void end(ActiveMQServer server) throws Exception;

	}

}
