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
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.jspecify.annotations.Nullable;

/**
 * A message to be published, from its submission to its end. The client's future
 * implements it, so that queue node, in-flight slot and future are one object. Except for
 * what is said to be otherwise, all methods are called by the thread that drives the
 * session.
 * <p>
 * Exactly one of {@link #acknowledged} and {@link #dropped} ends a message for the
 * session.
 */
public interface InFlight {

	/**
	 * The message waits to be written for the first time.
	 */
	byte WAITING = 0;

	/**
	 * The PUBLISH has been written on this connection or an earlier one, and is not
	 * answered.
	 */
	byte SENT = 1;

	/**
	 * The PUBREC has come, and PUBREL is not answered.
	 */
	byte RELEASED = 2;

	String topic();

	byte[] payload();

	PublishPacketProperties properties();

	/**
	 * Return QoS and RETAIN as {@link Publish#flags()} has them, without DUP.
	 */
	byte flags();

	/**
	 * Return whether somebody still waits for the outcome. May change at any time.
	 */
	boolean isOpen();

	/**
	 * Return the time at which the wait for the outcome ends, in the time of the caller
	 * of the session.
	 */
	long deadline();

	/**
	 * Return the time at which the message expires, in the time of the caller of the
	 * session, or {@link Long#MAX_VALUE} if it never does.
	 */
	long expiresAt();

	/**
	 * Return whether the message has expired by now.
	 */
	boolean isExpired();

	/**
	 * Return how many seconds of the message expiry interval are left, at least 0, or -1
	 * if the message has none.
	 */
	long remainingExpiry();

	/**
	 * The message is flushed at QoS 0, or acknowledged at another.
	 * @param reasonCode the reason code of PUBACK, PUBREC or PUBCOMP
	 * @param properties the properties of the acknowledgement
	 * @param resubmitted whether the message was submitted anew after a lost session
	 */
	void acknowledged(ReasonCode reasonCode, AckProperties properties, boolean resubmitted);

	/**
	 * The message leaves the session without an acknowledgement.
	 * @param reason why
	 * @param detail a text for people, empty if the reason says it all
	 */
	void dropped(DropReason reason, String detail);

	/**
	 * The deadline has passed. The session keeps the message if it was written.
	 * @param written whether the message was written
	 */
	void timedOut(boolean written);

	int packetId();

	void packetId(int packetId);

	byte phase();

	void phase(byte phase);

	/**
	 * Return bits that only the session uses.
	 */
	byte marks();

	void marks(byte marks);

	@Nullable InFlight next();

	void next(@Nullable InFlight next);

	@Nullable InFlight previous();

	void previous(@Nullable InFlight previous);

	default int qos() {
		return (flags() >> 1) & 3;
	}

	/**
	 * Why a message leaves the session without an acknowledgement.
	 */
	enum DropReason {

		/**
		 * There is no connection, and the message does not wait for one.
		 */
		OFFLINE,

		/**
		 * The broker does not support what the message asks for.
		 */
		UNSUPPORTED,

		/**
		 * The session was lost after PUBREC: whether the message was published is
		 * unknown.
		 */
		OUTCOME_UNKNOWN,

		/**
		 * The message expired before it was written.
		 */
		EXPIRED,

		/**
		 * Nobody waits for it any more, and nothing of it is on the way.
		 */
		ABANDONED

	}

}
