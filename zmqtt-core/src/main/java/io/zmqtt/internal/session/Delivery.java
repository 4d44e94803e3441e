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

	static {
		try {
			HOLDERS = MethodHandles.lookup().findVarHandle(Delivery.class, "holders", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Publish publish;

	/**
	 * How many have not finished. Not volatile, so that making a message costs no fence;
	 * it is only touched through its handle.
	 */
	private int holders = 1;

	private @Nullable ReasonCode reasonCode;

	private @Nullable AckProperties ackProperties;

	private @Nullable Ledger ledger;

	/**
	 * The next holder of the message, if there are several.
	 */
	private @Nullable Delivery next;

	private boolean acknowledged;

	protected Delivery(Publish publish) {
		this.publish = publish;
	}

	public final Publish publish() {
		return this.publish;
	}

	/**
	 * Add holders before the message is handed over.
	 */
	final void holders(int count) {
		HOLDERS.setRelease(this, count);
	}

	/**
	 * One holder has finished. Called by any thread, at most once for each holder.
	 * @param reasonCode what to answer; a refusal by one holder stands only if it is the
	 * last word
	 * @return whether this was the last holder
	 */
	protected final boolean release(ReasonCode reasonCode) {
		if (reasonCode != ReasonCode.SUCCESS) {
			this.reasonCode = reasonCode;
		}
		return (int) HOLDERS.getAndAdd(this, -1) == 1;
	}

	/**
	 * Explain the acknowledgement, before the release that it belongs to.
	 */
	protected final void explain(AckProperties properties) {
		this.ackProperties = properties;
	}

	/**
	 * Finish the message in place of all who have not.
	 */
	final void abandon(ReasonCode reasonCode) {
		this.reasonCode = reasonCode;
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

	final void link(@Nullable Delivery next) {
		this.next = next;
	}

	final @Nullable Delivery next() {
		return this.next;
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
		ReasonCode code = this.reasonCode;
		return (code != null) ? code : ReasonCode.SUCCESS;
	}

	final @Nullable AckProperties ackProperties() {
		return this.ackProperties;
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

}
