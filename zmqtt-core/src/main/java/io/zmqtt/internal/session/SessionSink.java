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

package io.zmqtt.internal.session;

import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;

/**
 * Where the session puts what is to be written to the present connection.
 */
public interface SessionSink {

	/**
	 * Write a PUBLISH. At QoS 0 the sink ends the message once it is flushed.
	 * @param message the message
	 * @param packetId the packet identifier, 0 at QoS 0
	 * @param duplicate whether to set DUP
	 * @param topicAlias the topic alias, 0 for none
	 * @param withTopic whether the topic goes with it; it always does without an alias
	 */
	void publish(InFlight message, int packetId, boolean duplicate, int topicAlias, boolean withTopic);

	/**
	 * Return how many bytes the PUBLISH of a message would have with its topic.
	 * @param message the message
	 * @param aliased whether it has a topic alias too
	 * @return the size of the whole packet
	 */
	int publishSize(InFlight message, boolean aliased);

	/**
	 * Return how many bytes another packet would have.
	 * @param packet the packet
	 * @return the size of the whole packet
	 */
	int size(Packet packet);

	/**
	 * Write PUBACK, PUBREC, PUBREL or PUBCOMP.
	 * @param type the type
	 * @param packetId the packet identifier
	 * @param reasonCode the reason code, left out on MQTT 3.1.1
	 */
	void acknowledge(PacketType type, int packetId, ReasonCode reasonCode);

	/**
	 * Write another packet.
	 * @param packet the packet
	 */
	void send(Packet packet);

	/**
	 * Return what tells the peer from others, which have sessions of their own.
	 * @return an object with equality by value
	 */
	Object peer();

	/**
	 * Return whether the peer takes more at present. When it does not, publishes are held
	 * back until {@link Session#drain()}.
	 */
	boolean isWritable();

}
