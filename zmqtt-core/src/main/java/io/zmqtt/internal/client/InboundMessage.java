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

package io.zmqtt.internal.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

import io.zmqtt.MqttMessage;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.session.Arrival;
import io.zmqtt.internal.session.Delivery;
import io.zmqtt.internal.session.Ledger;
import io.zmqtt.internal.session.Route;
import org.jspecify.annotations.Nullable;

/**
 * A received message as one subscription sees it.
 */
final class InboundMessage extends Delivery implements MqttMessage {

	/**
	 * What a message weighs besides its topic and payload.
	 */
	private static final int OVERHEAD = 64;

	private static final VarHandle FINISHED;

	private static final VarHandle HANDED_OVER;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			FINISHED = lookup.findVarHandle(InboundMessage.class, "finished", boolean.class);
			HANDED_OVER = lookup.findVarHandle(InboundMessage.class, "handedOver", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Receiver receiver;

	private volatile boolean finished;

	/**
	 * The application has the message. Only touched through its handle, so that handing
	 * over costs no fence.
	 */
	private boolean handedOver;

	/**
	 * Create a message.
	 * @param first the message in the ledger, if another subscription received it first
	 */
	InboundMessage(Arrival arrival, Receiver receiver, @Nullable InboundMessage first) {
		super(arrival);
		this.receiver = receiver;
		if (first != null) {
			first(first);
		}
	}

	int weight() {
		return payload().length + topic().length() + OVERHEAD;
	}

	String subscriptionName() {
		return this.receiver.name();
	}

	/**
	 * Return whether the broker repeats this message of QoS 1 on a later connection.
	 */
	boolean isRepeated() {
		if (qosValue() != 1) {
			return false;
		}
		InboundMessage entry = entry();
		Ledger ledger = entry.ledger();
		return ledger != null && ledger.isRepeated() && !entry.isAcknowledged();
	}

	private InboundMessage entry() {
		return (InboundMessage) first();
	}

	/**
	 * This subscription has finished with the message.
	 * @return whether that makes an acknowledgement due, so that the event loop has to be
	 * told
	 */
	boolean finish(ReasonCode reasonCode) {
		return finish(reasonCode, AckProperties.NONE);
	}

	private boolean finish(ReasonCode reasonCode, AckProperties properties) {
		if (qosValue() == 0 || !FINISHED.compareAndSet(this, false, true)) {
			return false;
		}
		InboundMessage entry = entry();
		if (properties != AckProperties.NONE) {
			entry.explain(properties);
		}
		if (!entry.release(reasonCode)) {
			if (entry.isAbandoned()) {
				this.receiver.core().counters().lateAcks.increment();
			}
			return false;
		}
		this.receiver.core().flow().finished(entry.weight());
		Ledger ledger = entry.ledger();
		if (ledger != null && ledger.isClosed()) {
			this.receiver.core().counters().lateAcks.increment();
			return qosValue() == 2;
		}
		return true;
	}

	/**
	 * Finish a message that is not handed over because its subscription is over.
	 * @return whether that makes an acknowledgement due
	 */
	boolean abandon() {
		if (qosValue() > 0 && !this.finished) {
			this.receiver.core().counters().abandonedAcks.increment();
		}
		return finish(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
	}

	/**
	 * The application gets the message.
	 */
	void handOver() {
		HANDED_OVER.setRelease(this, true);
	}

	@Override
	protected boolean isHandedOver() {
		return (boolean) HANDED_OVER.getAcquire(this);
	}

	@Override
	protected void abandoned() {
		this.receiver.core().flow().finished(weight());
	}

	@Override
	protected void giveUp(Route holder) {
		if (holder == this.receiver && !this.finished) {
			this.receiver.core().counters().abandonedAcks.increment();
			finish(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		}
	}

	/**
	 * Forget the message unhandled, because the broker repeats it.
	 */
	void discard() {
		if (FINISHED.compareAndSet(this, false, true)) {
			InboundMessage entry = entry();
			if (entry.release(ReasonCode.SUCCESS)) {
				this.receiver.core().flow().finished(entry.weight());
			}
		}
	}

	@Override
	public QoS qos() {
		return QoS.of(qosValue());
	}

	@Override
	public boolean retain() {
		return (flags() & Publish.RETAIN) != 0;
	}

	@Override
	public boolean duplicate() {
		return (flags() & Publish.DUP) != 0;
	}

	@Override
	public PublishProperties properties() {
		return packetProperties().application();
	}

	@Override
	public void ack() {
		if (finish(ReasonCode.SUCCESS)) {
			this.receiver.core().work().signalAcks();
		}
	}

	@Override
	public void ack(ReasonCode reasonCode) {
		ack(reasonCode, AckProperties.NONE);
	}

	@Override
	public void ack(ReasonCode reasonCode, @Nullable String reasonString, List<UserProperty> userProperties) {
		PublishProperties.Builder rules = PublishProperties.builder().userProperties(userProperties);
		if (reasonString != null) {
			// a user property obeys the rules of all strings on the wire
			PublishProperties.builder().userProperty("Reason string", reasonString);
		}
		boolean empty = reasonString == null && userProperties.isEmpty();
		ack(reasonCode, empty ? AckProperties.NONE : new AckProperties(reasonString, rules.build().userProperties()));
	}

	private void ack(ReasonCode reasonCode, AckProperties properties) {
		if ((reasonCode != ReasonCode.SUCCESS || properties != AckProperties.NONE)
				&& this.receiver.core().version() == MqttVersion.V3_1_1) {
			throw new MqttUnsupportedException(
					"MQTT 3.1.1 cannot acknowledge with " + reasonCode + " or with properties");
		}
		switch (reasonCode) {
			case SUCCESS, NO_MATCHING_SUBSCRIBERS, UNSPECIFIED_ERROR, IMPLEMENTATION_SPECIFIC_ERROR, NOT_AUTHORIZED,
					TOPIC_NAME_INVALID, PACKET_IDENTIFIER_IN_USE, QUOTA_EXCEEDED, PAYLOAD_FORMAT_INVALID -> {
				if (finish(reasonCode, properties)) {
					this.receiver.core().work().signalAcks();
				}
			}
			default ->
				throw new IllegalArgumentException("An acknowledgement of a message may not carry " + reasonCode);
		}
	}

	@Override
	public String toString() {
		return "MqttMessage[topic=" + topic() + ", payload=" + payload().length + " bytes, qos=" + qosValue()
				+ ", retain=" + retain() + ", duplicate=" + duplicate() + "]";
	}

}
