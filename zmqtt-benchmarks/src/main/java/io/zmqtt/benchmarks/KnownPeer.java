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
	ZMQTT("zmqtt", "", "io.zmqtt.benchmarks.ZmqttPeer"),

	/**
	 * HiveMQ MQTT Client as it comes, by its asynchronous API.
	 */
	HIVEMQ("hivemq", "peer-hivemq", "io.zmqtt.benchmarks.hivemq.HiveMqPeer"),

	/**
	 * HiveMQ MQTT Client by its reactive API, with callbacks on the event loop.
	 */
	HIVEMQ_TUNED("hivemq-tuned", "peer-hivemq", "io.zmqtt.benchmarks.hivemq.TunedHiveMqPeer"),

	/**
	 * The Eclipse Paho clients.
	 */
	PAHO("paho", "peer-paho", "io.zmqtt.benchmarks.paho.PahoPeer"),

	/**
	 * The Vert.x client, which has no MQTT 5.0.
	 */
	VERTX("vertx", "peer-vertx", "io.zmqtt.benchmarks.vertx.VertxPeer"),

	/**
	 * Template and listener methods of zmqtt-spring.
	 */
	ZMQTT_SPRING("zmqtt-spring", "peer-zmqtt-spring", "io.zmqtt.benchmarks.spring.ZmqttSpringPeer"),

	/**
	 * Spring Integration MQTT, which has only MQTT 5.0 here.
	 */
	SPRING_INTEGRATION("spring-integration", "peer-spring-integration",
			"io.zmqtt.benchmarks.integration.SpringIntegrationPeer");

	private final String label;

	private final String directory;

	private final String driver;

	KnownPeer(String label, String directory, String driver) {
		this.label = label;
		this.directory = directory;
		this.driver = driver;
	}

	static List<String> names() {
		return Arrays.stream(values()).map((peer) -> peer.label).toList();
	}

	/**
	 * Return the names of the clients, without what Spring puts on top of them.
	 */
	static List<String> clients() {
		return Arrays.stream(values())
			.filter((peer) -> peer != ZMQTT_SPRING && peer != SPRING_INTEGRATION)
			.map((peer) -> peer.label)
			.toList();
	}

	static KnownPeer of(String label) {
		for (KnownPeer peer : values()) {
			if (peer.label.equals(label)) {
				return peer;
			}
		}
		throw new IllegalArgumentException("No such peer: " + label + ", only " + names());
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

}
