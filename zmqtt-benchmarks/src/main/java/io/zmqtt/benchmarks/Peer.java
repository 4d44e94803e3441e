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

/**
 * A client library under test, in one configuration. An implementation has a public
 * constructor without parameters and lives in a child JVM whose class path holds the
 * library and nothing of the other peers.
 */
public interface Peer {

	/**
	 * Return whether the library has a version of MQTT.
	 * @param version the version
	 * @return whether it has
	 */
	default boolean supports(ProtocolVersion version) {
		return true;
	}

	/**
	 * Connect a new client with a clean session.
	 * @param host the broker's host
	 * @param port the broker's port
	 * @param version the MQTT version to speak
	 * @return the connection
	 */
	PeerConnection connect(String host, int port, ProtocolVersion version);

}
