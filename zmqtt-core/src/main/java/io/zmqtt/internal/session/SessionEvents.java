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

import java.util.Map;

import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.PacketType;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens to a session beyond the outcome of single operations, by the
 * thread that drives it.
 */
public interface SessionEvents {

	/**
	 * Subscriptions were made again after a connect, or asked for again after a refusal.
	 * @param results the answer for each filter
	 */
	void restored(Map<TopicFilter, ReasonCode> results);

	/**
	 * The broker has not answered in time when subscriptions were made again, so that
	 * messages may be missing. Told once for a connection.
	 * @param filters how many filters are without an answer
	 */
	void unanswered(int filters);

	/**
	 * The broker does not answer when identifiers are freed in a session of an earlier
	 * process, so that a message of QoS 2 may be taken for one of that process.
	 * @param connected whether there is a connection, on which nothing may be answered
	 * any more
	 * @return whether what waits goes out on that connection all the same
	 */
	default boolean inheritedUnknown(boolean connected) {
		return false;
	}

	/**
	 * A message that is not acknowledged has held back others for too long. Told once for
	 * each such message.
	 * @param head the message
	 * @param behind how many others wait behind it
	 */
	void stalled(Delivery head, int behind);

	/**
	 * No message is stalled any more.
	 */
	void flowing();

	/**
	 * A message was acknowledged that no subscription wanted.
	 * @param topic its topic
	 */
	void unrouted(String topic);

	/**
	 * The broker has answered something that was not sent, or goes on with a message that
	 * it did not send.
	 * @param type the type of its packet
	 * @param packetId the identifier, under which nothing is open
	 */
	default void unknownAck(PacketType type, int packetId) {
	}

	/**
	 * The broker has acknowledged a message of QoS 2 as one of QoS 1.
	 */
	default void downgraded() {
	}

	/**
	 * Return what is to be published first on a connection that was just accepted, or
	 * null. Nobody waits for it, and it is for this connection only unless it is written.
	 */
	default @Nullable InFlight birth() {
		return null;
	}

	/**
	 * {@link Session#expire} is to be called soon, because there is something to be
	 * timed.
	 */
	void expireSoon();

}
