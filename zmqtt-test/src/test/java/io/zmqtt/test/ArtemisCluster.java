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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two Artemis servers in this JVM that form a cluster: each knows the other by its
 * address, forwards messages to where subscribers are, and redistributes what lies on a
 * node without any.
 */
public final class ArtemisCluster implements AutoCloseable {

	private static final int SIZE = 2;

	private static final int ATTEMPTS = 5;

	private final List<ArtemisNode> nodes;

	private ArtemisCluster(List<ArtemisNode> nodes) {
		this.nodes = nodes;
	}

	/**
	 * Start both nodes.
	 * @param directory where they keep their journals
	 * @return the cluster; the nodes may not have found each other yet
	 */
	public static ArtemisCluster start(Path directory) {
		IllegalStateException failure = null;
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			ArtemisCluster cluster = prepare(directory.resolve("attempt-" + attempt));
			try {
				cluster.nodes.forEach(ArtemisNode::start);
				return cluster;
			}
			catch (IllegalStateException ex) {
				// somebody else was faster to take one of the ports
				failure = ex;
				cluster.close();
			}
		}
		throw new IllegalStateException("No cluster after " + ATTEMPTS + " attempts", failure);
	}

	/**
	 * The nodes have to know each other's ports before they start.
	 */
	private static ArtemisCluster prepare(Path directory) {
		List<Integer> ports = freePorts(2 * SIZE);
		List<ArtemisNode> nodes = new ArrayList<>();
		for (int i = 0; i < SIZE; i++) {
			nodes.add(new ArtemisNode("node-" + (i + 1), directory, ports.get(i), ports.get(SIZE + i),
					ports.get(SIZE + (i + 1) % SIZE)));
		}
		return new ArtemisCluster(List.copyOf(nodes));
	}

	private static List<Integer> freePorts(int count) {
		List<Integer> ports = new ArrayList<>();
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			try {
				for (int i = 0; i < count; i++) {
					ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(ArtemisNode.HOST));
					sockets.add(socket);
					ports.add(socket.getLocalPort());
				}
			}
			finally {
				for (ServerSocket socket : sockets) {
					socket.close();
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return ports;
	}

	/**
	 * Return the nodes.
	 * @return both nodes, always in the same order
	 */
	public List<ArtemisNode> nodes() {
		return this.nodes;
	}

	/**
	 * Return whether both nodes run and forward messages to each other.
	 * @return whether the cluster is whole
	 */
	public boolean isWhole() {
		return this.nodes.stream().allMatch(ArtemisNode::isLinked);
	}

	@Override
	public void close() {
		this.nodes.forEach(ArtemisNode::stop);
	}

}
