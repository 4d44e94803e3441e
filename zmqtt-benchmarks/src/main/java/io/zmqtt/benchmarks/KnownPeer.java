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

package io.zmqtt.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * The peers, and where their class paths come from.
 */
enum KnownPeer {

	/**
	 * The client of this repository.
	 */
	ZMQTT("zmqtt", "", "io.zmqtt.benchmarks.ZmqttPeer", "netty-buffer"),

	/**
	 * Bytes without MQTT.
	 */
	RAW("raw", "", "io.zmqtt.benchmarks.RawPeer", ""),

	/**
	 * HiveMQ MQTT Client as it comes, by its asynchronous API.
	 */
	HIVEMQ("hivemq", "peer-hivemq", "io.zmqtt.benchmarks.hivemq.HiveMqPeer", "hivemq-mqtt-client"),

	/**
	 * HiveMQ MQTT Client by its reactive API, with callbacks on the event loop.
	 */
	HIVEMQ_TUNED("hivemq-tuned", "peer-hivemq", "io.zmqtt.benchmarks.hivemq.TunedHiveMqPeer", "hivemq-mqtt-client"),

	/**
	 * The same with manual acknowledgement.
	 */
	HIVEMQ_MANUAL("hivemq-manual", "peer-hivemq", "io.zmqtt.benchmarks.hivemq.ManualHiveMqPeer", "hivemq-mqtt-client") {

		@Override
		boolean takesPartIn(Workload workload) {
			return workload.direction() == Workload.Direction.receive && workload.qos() != 0;
		}

	},

	/**
	 * The Eclipse Paho clients.
	 */
	PAHO("paho", "peer-paho", "io.zmqtt.benchmarks.paho.PahoPeer", "org.eclipse.paho"),

	/**
	 * The Vert.x client, which has no MQTT 5.0.
	 */
	VERTX("vertx", "peer-vertx", "io.zmqtt.benchmarks.vertx.VertxPeer", "vertx-mqtt"),

	/**
	 * Template and listener methods of zmqtt-spring.
	 */
	ZMQTT_SPRING("zmqtt-spring", "peer-zmqtt-spring", "io.zmqtt.benchmarks.spring.ZmqttSpringPeer", "spring-messaging"),

	/**
	 * Spring Integration MQTT, which has only MQTT 5.0 here.
	 */
	SPRING_INTEGRATION("spring-integration", "peer-spring-integration",
			"io.zmqtt.benchmarks.integration.SpringIntegrationPeer", "spring-integration-mqtt");

	private static final List<KnownPeer> CLIENTS = List.of(ZMQTT, HIVEMQ, HIVEMQ_TUNED, PAHO, VERTX);

	private static final List<KnownPeer> REPORTED = List.of(ZMQTT, RAW, HIVEMQ, HIVEMQ_TUNED, HIVEMQ_MANUAL, PAHO,
			VERTX);

	private static final List<KnownPeer> SPRING = List.of(ZMQTT, ZMQTT_SPRING, SPRING_INTEGRATION);

	private final String label;

	private final String directory;

	private final String driver;

	private final String artifact;

	KnownPeer(String label, String directory, String driver, String artifact) {
		this.label = label;
		this.directory = directory;
		this.driver = driver;
		this.artifact = artifact;
	}

	static List<String> names() {
		return labels(List.of(values()));
	}

	/**
	 * Return the names of the clients, without what Spring puts on top of them.
	 */
	static List<String> clients() {
		return labels(CLIENTS);
	}

	/**
	 * Return the names of the peers that the report measures messages with.
	 */
	static List<String> reported() {
		return labels(REPORTED);
	}

	/**
	 * Return the names of the layers on Spring, and of what they are compared with.
	 */
	static List<String> spring() {
		return labels(SPRING);
	}

	private static List<String> labels(List<KnownPeer> peers) {
		return peers.stream().map((peer) -> peer.label).toList();
	}

	static KnownPeer of(String label) {
		return Arrays.stream(values())
			.filter((peer) -> peer.label.equals(label))
			.findAny()
			.orElseThrow(() -> new IllegalArgumentException("No such peer: " + label + ", only " + names()));
	}

	/**
	 * Return whether the peer differs from others in this workload.
	 * @param workload the workload
	 * @return whether it is measured
	 */
	boolean takesPartIn(Workload workload) {
		return true;
	}

	/**
	 * Return where the module of this peer is, under the directory of this module.
	 * @return a relative path
	 */
	String directory() {
		return this.directory;
	}

	String driver() {
		return this.driver;
	}

	/**
	 * Return what the names of the files begin with whose versions are of interest.
	 * @return a part of a file's name, or an empty string
	 */
	String artifact() {
		return this.artifact;
	}

}
