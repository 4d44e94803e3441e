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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.jspecify.annotations.Nullable;

/**
 * A received message on its way through the application, and its entry in the ledger of
 * acknowledgements. It is finished when all its holders have finished with it.
 */
public abstract class Delivery {

	/**
	 * Far below what further releases can reach.
	 */
	private static final int ABANDONED = Integer.MIN_VALUE / 2;

	private static final VarHandle HOLDERS;

	private static final VarHandle DETAILS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			HOLDERS = lookup.findVarHandle(Delivery.class, "holders", int.class);
			DETAILS = lookup.findVarHandle(Delivery.class, "details", Details.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final String topic;

	private final byte[] payload;

	private final PublishPacketProperties properties;

	private @Nullable Ledger ledger;

	/**
	 * What few messages have.
	 */
	private @Nullable Details details;

	/**
	 * How many have not finished. Not volatile, so that making a message costs no fence;
	 * it is only touched through its handle.
	 */
	private int holders = 1;

	private final char packetId;

	private final byte flags;

	private boolean acknowledged;

	protected Delivery(Arrival arrival) {
		this.topic = arrival.topic();
		this.payload = arrival.payload();
		this.properties = arrival.properties();
		this.packetId = (char) arrival.packetId();
		this.flags = arrival.flags();
	}

	public final String topic() {
		return this.topic;
	}

	public final byte[] payload() {
		return this.payload;
	}

	public final PublishPacketProperties packetProperties() {
		return this.properties;
	}

	public final int packetId() {
		return this.packetId;
	}

	/**
	 * Return the lower half of the first byte, as {@link Publish#flags()} has it.
	 */
	public final byte flags() {
		return this.flags;
	}

	/**
	 * Return the QoS as a number.
	 */
	public final int qosValue() {
		return (this.flags >> 1) & 3;
	}

	/**
	 * Return the details, which are made by whoever needs them first.
	 */
	private Details details() {
		Details known = (Details) DETAILS.getAcquire(this);
		if (known == null) {
			Details made = new Details();
			known = (Details) DETAILS.compareAndExchange(this, null, made);
			return (known != null) ? known : made;
		}
		return known;
	}

	/**
	 * Add holders before the message is handed over.
	 */
	final void holders(int count) {
		HOLDERS.setRelease(this, count);
	}

	/**
	 * One holder has finished. Called by any thread, at most once for each holder.
	 * @param reasonCode what to answer; a refusal stands, whatever others say
	 * @return whether this was the last holder
	 */
	protected final boolean release(ReasonCode reasonCode) {
		if (reasonCode != ReasonCode.SUCCESS) {
			details().reasonCode = reasonCode;
		}
		return (int) HOLDERS.getAndAdd(this, -1) == 1;
	}

	/**
	 * Explain the acknowledgement, before the release that it belongs to.
	 */
	protected final void explain(AckProperties properties) {
		details().ackProperties = properties;
	}

	/**
	 * Finish the message in place of all who have not.
	 */
	final void abandon(ReasonCode reasonCode) {
		if (reasonCode != ReasonCode.SUCCESS || this.details != null) {
			details().reasonCode = reasonCode;
		}
		if ((int) HOLDERS.getAndSet(this, ABANDONED) > 0) {
			abandoned();
		}
	}

	/**
	 * Return whether the message was finished in place of those who had it.
	 */
	protected final boolean isAbandoned() {
		return (int) HOLDERS.getAcquire(this) < ABANDONED / 2;
	}

	/**
	 * The message was finished in place of all who have not. Called by the thread that
	 * drives the session, instead of the last {@link #release}.
	 */
	protected void abandoned() {
	}

	/**
	 * Return whether the application has the message in its hands.
	 */
	protected boolean isHandedOver() {
		return false;
	}

	/**
	 * Finish the message for one of its holders, if that has not finished.
	 * @param holder the holder
	 */
	protected void giveUp(Route holder) {
	}

	/**
	 * Remember who received the message first.
	 */
	protected final void first(Delivery first) {
		details().first = first;
	}

	/**
	 * Return who received the message first and stands for it in the ledger.
	 */
	protected final Delivery first() {
		Details known = this.details;
		Delivery first = (known != null) ? known.first : null;
		return (first != null) ? first : this;
	}

	final void link(Delivery next) {
		details().next = next;
	}

	/**
	 * Return the next holder of the message, if there are several.
	 */
	final @Nullable Delivery next() {
		Details known = this.details;
		return (known != null) ? known.next : null;
	}

	final void acknowledged() {
		this.acknowledged = true;
	}

	/**
	 * Return whether the broker was told, so that it does not repeat the message. Valid
	 * once the ledger says that others are {@link Ledger#isRepeated() repeated}.
	 */
	public final boolean isAcknowledged() {
		return this.acknowledged;
	}

	final boolean isFinished() {
		return (int) HOLDERS.getAcquire(this) <= 0;
	}

	final ReasonCode reasonCode() {
		Details known = this.details;
		ReasonCode code = (known != null) ? known.reasonCode : null;
		return (code != null) ? code : ReasonCode.SUCCESS;
	}

	final @Nullable AckProperties ackProperties() {
		Details known = this.details;
		return (known != null) ? known.ackProperties : null;
	}

	final void ledger(Ledger ledger) {
		this.ledger = ledger;
	}

	/**
	 * Return the ledger of the connection that the message came on last.
	 */
	public final @Nullable Ledger ledger() {
		return this.ledger;
	}

	/**
	 * What only messages have that several subscriptions received, or that are not
	 * acknowledged with success and nothing else.
	 */
	private static final class Details {

		private @Nullable ReasonCode reasonCode;

		private @Nullable AckProperties ackProperties;

		private @Nullable Delivery first;

		private @Nullable Delivery next;

	}

}
